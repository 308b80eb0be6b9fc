"""The capture station: a page that owns the camera, and a local HTTP API; knows the public API, not the layers below.

sights      a report -> what guidance needs of it
guidance    the last sights -> one phrase for the candidate, and the moment to take the picture
turns       whose turn it is
shots       the station's own file beside the tree
records     all that must survive the program: tree, journal, shots
desk        checker, records and the live pictures, for one thread
guard       who may ask: token, Host, Origin, sizes
thread      the desk and the one thread that may touch it; what route groups share
request     what a request brings, and answers that several groups give
app         route groups -> the application; api, live and page are the groups
folder      pictures that a tethered camera drops into a folder
serve       a socket on 127.0.0.1, the server, the browser
"""
