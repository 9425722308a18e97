"""Notebooks that do all that a notebook may do: what the tests compare between kernels."""

QUIET = "import warnings\nwarnings.simplefilter('ignore')"

# each cell alone; in one notebook, in this order
SHOWN = {
    "nothing": "x = 1",
    "result": "x + 1",
    "hidden result": "x + 1;",
    "table": "import pandas as pd\npd.DataFrame({'a': [1, 2], 'é': ['x', None]})",
    "many": "from IPython.display import HTML, Markdown, display\ndisplay(HTML('<b>é</b>'), Markdown('*m*'))\n'last'",
    "stdout": "print('un')\nprint('deux', end='')\nimport sys\nsys.stdout.write('trois\\n')",
    "stderr": "print('erreur', file=sys.stderr)",
    "both": "for number in range(3):\n    print('o', number)\n    print('e', number, file=sys.stderr)",
    "printed around": "print('avant')\ndisplay('milieu')\nprint('après')",
    "warning": "import warnings\nwarnings.warn('attention')\nwarnings.warn('désuet', DeprecationWarning)",
    "logging": "import logging\nlogging.warning('journal')",
    "update": "handle = display('premier', display_id='une')\nprint('entre')\ndisplay('autre')",
    "updated": "handle.update('second')",
    "cleared": "from IPython.display import clear_output\nprint('effacé')\nclear_output()\nprint('gardé')",
    "cleared later": "print('effacé')\nclear_output(wait=True)\nprint('gardé')",
    "pyplot": "%matplotlib inline\nimport matplotlib.pyplot as plt\nlines = plt.plot([1, 2], [1, 4])",
    "pyplot shown": "plt.figure(figsize=(2, 1))\nlines = plt.plot([1, 2])\nplt.show()\nprint('montrée')",
    "canvas": "from matplotlib.figure import Figure\ncanvas = Figure(figsize=(2, 1))\nlines = canvas.add_subplot().plot([1, 2])\ncanvas",
    "await": "import asyncio\nawait asyncio.sleep(0.01)\n'attendu'",
    "task": "later = asyncio.create_task(asyncio.sleep(0.01, 'fait'))",
    "task awaited": "await later",
    "loop": "asyncio.get_running_loop().is_running()",
    "no input": "try:\n    input('?')\nexcept Exception as error:\n    print(type(error).__name__, error)",
    "no password": "import getpass\ntry:\n    getpass.getpass()\nexcept Exception as error:\n    print(type(error).__name__)",
    "shell": "!echo coquille",
    "bash": "%%bash\necho script\necho raté >&2",
    "system": "import os\ncode = os.system('echo système')",
    "subprocess": "import subprocess\nsubprocess.run(['echo', 'enfant'], capture_output=True, text=True).stdout",
    "process": (
        "import multiprocessing\n"
        "with multiprocessing.get_context('fork').Pool(2) as pool:\n    squares = pool.map(abs, [-1, 2])\nsquares"
    ),
    "thread": "import threading\nthread = threading.Thread(target=lambda: print('fil'))\nthread.start()\nthread.join()",
    "history": "(_, __, len(In), sorted(Out)[:3])",
    "objects": (
        "class Point:\n    def _repr_mimebundle_(self, **_):\n"
        "        return {'text/plain': 'p', 'application/json': {'x': [1, None]}}\nPoint()"
    ),
    "not a number": "display({'application/json': {'x': float('nan')}}, raw=True)",
    "large": "print('é' * 300_000)\nprint('x', file=sys.stderr)",
    "magic": "%who_ls int",
    "result of a name": "__name__, sys.getdefaultencoding(), sys.stdout.encoding, type(get_ipython()).__name__",
    "environment": "sorted((n, os.environ.get(n)) for n in ('TZ', 'PYTHONHASHSEED', 'PYTHONUTF8', 'MPLBACKEND', 'TERM'))",
    "folders": (
        "import pathlib, tempfile\n"
        "print([list(pathlib.Path(p).iterdir()) for p in (pathlib.Path.home(), tempfile.gettempdir())])\n"
        "sorted(os.listdir())"
    ),
    "source": "import inspect\ndef double(x):\n    return 2 * x\nprint(inspect.getsource(double))",
    "argument": "print('{0!r:>5}'.format('é'), flush=True)",
    "unicode": "print('🙂', '\\u202f', '\\x1b[31mrouge\\x1b[0m')",
}
# each in a notebook of its own, followed by a cell that must not run
STOPPED = {
    "exception": "def f(x):\n    return 1 / x\nprint('avant')\nf(0)",
    "chained": "try:\n    {}['a']\nexcept KeyError as error:\n    raise ValueError('x') from error",
    "syntax": "print('a'\nx = ",
    "own exception": "class Faute(Exception):\n    pass\nraise Faute('é')",
    "exit": "import sys\nprint('avant')\nsys.exit(3)",
    "quiet exit": "import sys\nsys.exit(0)",
    "interrupted": "raise KeyboardInterrupt",
    "displayed badly": "class Bad:\n    def __repr__(self):\n        raise RuntimeError('repr')\nBad()",
    "awaited": "import asyncio\nasync def f():\n    raise OSError(2, 'rien')\nawait f()",
    "too long": "import time\ntime.sleep(60)",
    "too much memory": "x = bytearray(3 << 30)",
    "import": "import there_is_no_such_module",
}
