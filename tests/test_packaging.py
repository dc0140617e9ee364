"""The product can be installed: by its own bootstrap from locks that hold no address, and as a wheel."""

import ast
import configparser
import json
import pathlib
import re
import shutil
import subprocess
import sys
import zipfile

import pytest

from procurement_hub import __main__ as bootstrap

ROOT = pathlib.Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "procurement_hub"
LOCKS = sorted(ROOT.glob("requirements*.lock"))
REQUIREMENT = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[a-z,]+\])?==(\S+)", re.MULTILINE | re.IGNORECASE)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """What a wheel holds, built from a copy so that nothing is left behind in the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    leave = shutil.ignore_patterns(
        ".git", ".venv", "var", "__pycache__", "*.egg-info", "build", "dist", ".*_cache"
    )
    shutil.copytree(ROOT, source, ignore=leave)
    offline = ["--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(folder)]
    built = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", *offline, str(source)],
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
        return set(archive.namelist())


def carried(folder, pattern):
    """The files of a top-level folder, as a wheel names them."""
    found = (
        path for path in (ROOT / folder).rglob(pattern) if path.is_file() and "__pycache__" not in path.parts
    )
    return {f"procurement_hub/{path.relative_to(ROOT)}" for path in found}


@pytest.mark.parametrize(
    ("folder", "pattern"),
    [
        ("templates", "*.html"),
        ("templates", "*.txt"),
        ("static", "*.css"),
        ("static", "*.js"),
        ("migrations", "*.py"),
    ],
)
def test_a_wheel_carries_the_top_level_folders(wheel, folder, pattern):
    assert carried(folder, pattern) <= wheel


def test_a_wheel_carries_every_module(wheel):
    modules = {str(path.relative_to(ROOT)) for path in PACKAGE.rglob("*.py")}
    assert modules <= wheel


def test_a_wheel_carries_every_data_file(wheel):
    data = {
        str(path.relative_to(ROOT))
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    }
    assert data <= wheel


def test_a_wheel_leaves_the_tests_at_home(wheel):
    assert not [name for name in wheel if name.startswith("tests/")]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_holds_hashes_and_no_address(lock):
    text = lock.read_text()
    requirements = REQUIREMENT.findall(text)
    assert requirements
    assert text.count("\n    --hash=sha256:") >= len(requirements)
    assert not re.search(r"://|^-|--(find-links|index-url|extra-index-url|trusted-host)", text, re.MULTILINE)
    assert not re.search(r"(?<![\w.])/\w+/\w+", text), "a path of somebody's machine"


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_a_lock_pins_what_was_asked_for(name):
    wanted, locked = (pins((ROOT / f"{name}.{kind}").read_text()) for kind in ("in", "lock"))
    assert wanted
    assert wanted <= locked


def pins(text):
    """Name and version of each requirement; an extra such as [binary] is locked as a line of its own."""
    return set(REQUIREMENT.findall(text))


def test_the_front_end_lock_holds_integrity_and_no_address():
    lock = json.loads((PACKAGE / "assets" / "package-lock.json").read_text())
    packages = [package for path, package in lock["packages"].items() if path]
    assert packages
    assert all(package["integrity"].startswith("sha512-") for package in packages)
    assert "://" not in json.dumps(lock)


@pytest.mark.parametrize("module", ["__init__", "__main__"])
def test_the_bootstrap_runs_on_the_standard_library_alone(module):
    tree = ast.parse((PACKAGE / f"{module}.py").read_text())
    imported = {
        name.partition(".")[0]
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
        )
    }
    assert imported <= sys.stdlib_module_names


def test_the_bootstrap_lists_every_command_in_a_line_and_refuses_any_other():
    def ask(*arguments):
        command = [sys.executable, "-m", "procurement_hub", *arguments]
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT)

    helped, refused = ask("--help"), ask("tidy")
    assert helped.returncode == 0
    assert refused.returncode == 2
    for command in bootstrap.COMMANDS:
        assert len(re.findall(rf"^  {command} ", helped.stdout, re.MULTILINE)) == 1
        assert f"  {command} " in refused.stderr


def test_every_command_of_the_bootstrap_is_known_to_the_application(app):
    handed_over = set(bootstrap.COMMANDS) - {"serve", "test"}
    assert handed_over | {"setup"} <= set(app.cli.commands)


def test_the_secret_key_is_made_once_and_for_its_owner_only(tmp_path):
    path = tmp_path / "secret-key"
    key = bootstrap.secret_key(path)
    assert bootstrap.secret_key(path) == key
    assert len(key) >= 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_the_pages_get_no_crown_crest_or_font_that_a_council_may_not_use():
    styles = (
        "@font-face{font-family:GDS Transport;src:url(/assets/fonts/light.woff2)}"
        "a{font-family:GDS Transport,arial,sans-serif}"
        "b{background:url(/assets/images/govuk-crest.svg)}"
        "/*# sourceMappingURL=govuk-frontend.min.css.map */"
    )
    assert bootstrap.without_crown(styles) == "a{font-family:arial,sans-serif}b{background:none}"
    fetched = ROOT / "static" / "vendor" / "govuk"
    assert sorted(path.suffix for path in fetched.glob("govuk-frontend*")) == [".css", ".js"]
    assert "Transport" not in (fetched / "govuk-frontend.min.css").read_text()


def test_the_version_of_the_assets_is_the_one_asked_for():
    asked = json.loads((PACKAGE / "assets" / "package.json").read_text())["dependencies"]
    locked = json.loads((PACKAGE / "assets" / "package-lock.json").read_text())["packages"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in asked} == asked


def test_every_warning_is_an_error_in_the_tests():
    settings = configparser.ConfigParser(interpolation=None)
    settings.read(ROOT / "setup.cfg")
    assert settings["tool:pytest"]["filterwarnings"].split()[0] == "error"
