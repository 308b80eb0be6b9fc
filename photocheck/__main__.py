"""``python -m photocheck``."""

from photocheck.cli import main

if __name__ == "__main__":
    main()
