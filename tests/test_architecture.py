"""The house keeps its own rules: who imports whom, who commits, and what nothing may contain."""

import ast
import pathlib
import re
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "procurement_hub"
SOURCES = sorted(path for path in PACKAGE.rglob("*.py"))
AREAS = [
    "accounts",
    "catalogue",
    "suppliers",
    "exclusions",
    "approved_lists",
    "savings",
    "demand",
    "frameworks",
    "tenders",
    "evaluation",
    "calloffs",
    "dashboard",
]


def name(path):
    return str(path.relative_to(ROOT))


def calls(path):
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]


def test_every_import_contract_is_kept():
    command = [pathlib.Path(sys.executable).parent / "lint-imports", "--config", "setup.cfg", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("task", [["check"], ["format", "--check"]])
def test_the_code_is_tidy(task):
    command = [pathlib.Path(sys.executable).parent / "ruff", *task, "--no-cache", "--quiet", "."]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_transaction_commits():
    committing = {
        name(path)
        for path in SOURCES
        for call in calls(path)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr == "commit"
        and "session" in ast.unparse(call.func)
    }
    assert committing == {"procurement_hub/core/transaction.py"}


@pytest.mark.parametrize("layer", ["models", "workflow", "permissions", "queries", "services", "documents"])
def test_rules_never_read_the_clock(layer):
    for path in SOURCES:
        if path.stem == layer or path.parent.name == layer:
            text = path.read_text()
            assert "utcnow(" not in text, name(path)
            assert not re.search(r"datetime\.now\(|date\.today\(", text), name(path)


def test_service_verbs_take_keywords_an_actor_and_the_moment():
    for area in AREAS:
        for path in [*PACKAGE.glob(f"{area}/services.py"), *PACKAGE.glob(f"{area}/services/*.py")]:
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    keywords = {argument.arg for argument in node.args.kwonlyargs}
                    assert not node.args.args, f"{name(path)}: {node.name} takes keywords only"
                    assert "now" in keywords, f"{name(path)}: {node.name} is told the moment"


def test_every_module_says_what_it_is_for():
    silent = [name(path) for path in SOURCES if not ast.get_docstring(ast.parse(path.read_text()))]
    assert silent == []


def test_imports_stand_at_the_top():
    composition = {
        "procurement_hub/__init__.py",
        "procurement_hub/__main__.py",
        "procurement_hub/serving.py",
        "procurement_hub/commands.py",
    }
    for path in SOURCES:
        if name(path) in composition or "/bench/" in name(path):
            continue
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef):
                late = [n for n in ast.walk(function) if isinstance(n, ast.Import | ast.ImportFrom)]
                assert not late, f"{name(path)}: {function.name} imports inside itself"


@pytest.mark.parametrize("vague", ["utils", "helpers", "common", "manager", "misc"])
def test_no_room_has_a_vague_name(vague):
    assert not [name(path) for path in PACKAGE.rglob("*") if path.stem == vague]


def test_pages_carry_no_inline_style_or_script():
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text()
        assert not re.search(r"\sstyle=\"", text), name(path)
        assert not re.search(r"\son(click|load|change|submit)=", text), name(path)
        assert not re.search(r"<script(?![^>]*\b(src|nonce)=)", text), name(path)


def test_only_wanted_things_lie_at_the_top():
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    folders = {path.split("/")[0] for path in tracked if "/" in path}
    assert folders == {"procurement_hub", "templates", "static", "migrations", "tests", ".ci"}
