"""The two servers that are compared: the product, and Flask with one line of text, alike in all else.

`python -m procurement_hub.bench.server bare PORT` and `… product PORT URL` serve until told to stop, with
the settings of procurement_hub.serving and two worker processes.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from gunicorn.app.base import BaseApplication

from procurement_hub.serving import forget_connections, keep_for_good

WORKERS, THREADS = 2, 4
START = 60  # seconds that a server may take


def bare() -> Flask:
    """A page that says hello, and nothing else."""
    app = Flask("bare")

    @app.route("/", methods=["GET", "POST"])
    def hello():
        return "hello"

    return app


class Server(BaseApplication):
    """Gunicorn around an application that is loaded once and shared by the workers."""

    def __init__(self, app: Flask, port: int):
        self.served, self.port = app, port
        super().__init__()

    def load_config(self):
        keep_for_good()
        settings = {
            "bind": f"127.0.0.1:{self.port}",
            "workers": WORKERS,
            "threads": THREADS,
            "preload_app": True,
            "control_socket_disable": True,
            "loglevel": "warning",
        }
        for name, value in settings.items():
            self.cfg.set(name, value)
        if "sqlalchemy" in self.served.extensions:
            self.cfg.set("post_fork", lambda arbiter, worker: forget_connections(self.served))

    def load(self):
        return self.served


@contextmanager
def running(which: str, url: str = "") -> Iterator[int]:
    """A server of that kind in a process of its own, the product on that database; its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(filter(None, sys.path)))
    command = [sys.executable, "-m", "procurement_hub.bench.server", which, str(port), *filter(None, [url])]
    server = subprocess.Popen(command, env=environment)
    try:
        _await(server, port)
        yield port
    finally:
        server.terminate()
        server.wait()


def _await(server: subprocess.Popen, port: int) -> None:
    deadline = time.monotonic() + START
    while server.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("a server to measure did not start: what it said is above")


if __name__ == "__main__":
    which, port, *url = sys.argv[1:]
    if which == "bare":
        Server(bare(), int(port)).run()
    else:
        from procurement_hub.bench.engines import application  # a bare server knows nothing of us

        Server(application(*url), int(port)).run()
