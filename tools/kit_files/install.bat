@echo off
rem Installs photocheck from this folder; nothing is downloaded.  See INSTALL.txt.
setlocal
set "files=%~dp0files"
if not exist "%files%\install.py" goto not_unpacked
if not exist "%files%\python\python.exe" goto find_python
"%files%\python\python.exe" "%files%\install.py" %*
goto done
:find_python
py -{python} -c "" >nul 2>&1
if errorlevel 1 goto try_path
py -{python} "%files%\install.py" %*
goto done
:try_path
python -c "import sys; sys.exit('{python}' != '%%d.%%d' %% sys.version_info[:2])" >nul 2>&1
if errorlevel 1 goto no_python
python "%files%\install.py" %*
:done
set "code=%errorlevel%"
pause
exit /b %code%
:not_unpacked
chcp 65001 >nul
echo Unpack the whole ZIP first, then run install.bat from the unpacked folder.
echo 请先把整个 ZIP 解压,再运行解压出来的文件夹里的 install.bat 。
pause
exit /b 2
:no_python
chcp 65001 >nul
echo Python {python} (64 bit) was not found: install it first, see INSTALL.txt.
echo 没有找到 Python {python}(64 位):请先安装,见“安装说明.txt”。
pause
exit /b 2
