"""Start the service: bring the database up to date, then gunicorn with the worker for queued jobs beside it.

`python3 -m procurement_hub serve` ends here. Whoever has a server of their own can point it at
`procurement_hub.serving:wsgi()` and start the jobs with `python -m procurement_hub.serving jobs`.
"""

import contextlib
import fcntl
import gc
import os
import pathlib
import signal
import socket
import subprocess
import sys
import threading
import time

STARTED = float(os.environ.get("HUB_STARTED") or time.time())  # seconds since 1970, when the bootstrap began
RESTART_JOBS_AFTER = 5  # seconds, so that a worker that cannot start does not spin
WATCH_SERVER_EVERY = 1  # seconds


def main(arguments):
    if arguments == ["jobs"]:
        return run_jobs()
    if arguments:
        raise SystemExit("usage: python -m procurement_hub.serving [jobs]")
    host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000"))
    refuse_a_taken_port(host, port)
    set_up()
    return serve(host, port)


def say(step):
    print(f"[{time.time() - STARTED:5.1f}s] {step}", file=sys.stderr, flush=True)


def refuse_a_taken_port(host, port):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as reason:
            why = reason.strerror
            raise SystemExit(f"Cannot listen on {host}:{port} ({why}): set PORT to another.") from None


def set_up():
    """Migrate, and fill a new database with the demonstration. Two starts at once take turns."""
    var = pathlib.Path(os.environ["HUB_VAR"]) if "HUB_VAR" in os.environ else None
    if var:
        var.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "flask", "--app", "procurement_hub:create_app", "setup"]
    with open((var or pathlib.Path.cwd()) / ".setup.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = subprocess.run(command)
    if done.returncode:
        raise SystemExit("The database could not be brought up to date, so the service was not started.")
    say("database ready")


def wsgi():
    from procurement_hub import create_app

    return create_app()


def serve(host, port):
    """Gunicorn in this process: two workers of four threads share one loaded application."""
    from gunicorn.app.base import BaseApplication

    application = wsgi()
    keep_for_good()
    jobs = Jobs()

    class Server(BaseApplication):
        def load_config(self):
            self.cfg.set("bind", f"[{host}]:{port}" if ":" in host else f"{host}:{port}")
            self.cfg.set("workers", int(os.environ.get("WEB_CONCURRENCY", "2")))
            self.cfg.set("threads", 4)
            self.cfg.set("preload_app", True)
            self.cfg.set("control_socket_disable", True)
            self.cfg.set("graceful_timeout", 10)
            self.cfg.set("loglevel", os.environ.get("LOG_LEVEL", "warning"))
            self.cfg.set("post_fork", lambda arbiter, worker: forget_connections(application))
            self.cfg.set(
                "when_ready", lambda arbiter: (jobs.start(), say(f"serving on http://{host}:{port}"))
            )
            self.cfg.set("on_exit", lambda arbiter: jobs.stop())

        def load(self):
            return application

    Server().run()


def keep_for_good():
    """What is loaded before the workers fork stays: the collector need not look through it again
    at every turn, and the workers go on sharing its memory. A page makes some thousand objects and
    drops them all, so it is not worth looking after every 700."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def forget_connections(application):
    """A worker must not speak on a connection its parent opened; the parent keeps it open."""
    from procurement_hub.core.database import db

    with application.app_context():
        for engine in db.engines.values():
            engine.dispose(close=False)


class Jobs:
    """The process that runs queued work, started with the server, restarted when it falls over."""

    def __init__(self):
        self.process = None
        self.stopping = threading.Event()

    def start(self):
        threading.Thread(target=self.keep_running, daemon=True, name="jobs").start()

    def keep_running(self):
        command = [sys.executable, "-m", "procurement_hub.serving", "jobs"]
        environment = dict(os.environ, HUB_SERVER_PID=str(os.getpid()))
        while not self.stopping.is_set():
            self.process = subprocess.Popen(command, env=environment)
            self.process.wait()
            if not self.stopping.wait(RESTART_JOBS_AFTER):
                say("starting the job worker again")

    def stop(self):
        self.stopping.set()
        if self.process is None:
            return
        self.process.send_signal(signal.SIGINT)  # the one on which huey lets the job in hand finish
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


def run_jobs():
    """Run queued work until told to stop, or until the server that started this is gone."""
    application = wsgi()
    from procurement_hub import heartbeat
    from procurement_hub.web.jobs import huey

    heartbeat.start(application)
    if "HUB_SERVER_PID" in os.environ:
        threading.Thread(target=end_with, args=(int(os.environ["HUB_SERVER_PID"]),), daemon=True).start()
    with application.app_context():
        huey.create_consumer(workers=1).run()


def end_with(server):
    while os.getppid() == server:
        time.sleep(WATCH_SERVER_EVERY)
    os.kill(os.getpid(), signal.SIGINT)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):  # told to end before there was anything to finish
        sys.exit(main(sys.argv[1:]))
