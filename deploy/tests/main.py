"""Runs every test of this directory and says how many passed."""

import sys
import unittest


def main():
    tests = unittest.defaultTestLoader.discover(".")
    result = unittest.TextTestRunner(verbosity=2).run(tests)
    failed = len(result.failures) + len(result.errors)
    passed = result.testsRun - failed
    print(f"{passed} passed, {failed} failed", flush=True)
    return 0 if failed == 0 < passed else 1


if __name__ == "__main__":
    sys.exit(main())
