"""A production of one’s own from README’s “Deploying” and deploy/, in a folder, on high ports of 127.0.0.1.

Only what a machine already has one of is replaced: folders, ports, the certificate, the database. Nothing of systemd
runs; its units are verified, and their commands started with their environment.
"""

import os
import re
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
NAME = "www.coordination.example"
ACCOUNT = {
    "DJANGO_SUPERUSER_EMAIL": "coordination@coordination.example",
    "DJANGO_SUPERUSER_PASSWORD": "ship-canal-tram-51",
}
SEARCHED = f"{os.environ['PATH']}:/usr/sbin:/sbin"
# What Debian's nginx.conf says around a site, and that an nginx without root may write.
AROUND = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.error.log crit;
events {{}}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    gzip on;
    access_log {folder}/nginx.access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def replaced(text: str, pairs: dict[str, str]) -> str:
    """``text`` with each of ``pairs``; a file that no longer holds one of them is not the file this knows."""
    for old, new in pairs.items():
        if old not in text:
            raise SystemExit(f"deploy/ no longer says “{old}”")
        text = text.replace(old, new)
    return text


class Production:
    """Folders, configuration and processes of one install; ``stop`` ends all it started."""

    def __init__(self, folder: Path, *, database: str, redis: str):
        self.folder, self.var = folder, folder / "var"
        self.gunicorn, self.http, self.https = free_port(), free_port(), free_port()
        self.processes: dict[str, subprocess.Popen] = {}
        # As README's “install -d”: nginx passes through, and reads pictures only.
        folder.chmod(0o711)
        for path, mode in ((self.var, 0o711), (self.var / "media", 0o2755), (folder / "acme", 0o755)):
            path.mkdir()
            path.chmod(mode)
        self.write_environment(database, redis)
        self.write_units()
        self.write_nginx()

    def write_environment(self, database: str, redis: str) -> None:
        text = replaced(
            (DEPLOY / "coordination.env").read_text(),
            {
                "SECRET_KEY=''": f"SECRET_KEY='{secrets.token_urlsafe(64)}'",
                "postgres:///coordination": database,
                "/var/lib/coordination'": f"{self.var}'",
                "127.0.0.1:8000": f"127.0.0.1:{self.gunicorn}",
                "smtp+tls://user:password@mail.coordination.example:587": f"filemail:///{self.var}/mail",
                "redis://127.0.0.1:6379/0": redis,
                # An account with a password alone: passkeys are tested elsewhere.
                "# STAFF_SECOND_FACTOR='1'": "STAFF_SECOND_FACTOR='0'",
            },
        )
        self.environment_file = self.folder / "coordination.env"
        self.environment_file.touch(0o640)
        self.environment_file.write_text(text)
        pairs = re.findall(r"^(\w+)='(.*)'$", text, re.MULTILINE)
        self.environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"} | dict(pairs)

    def write_units(self) -> None:
        self.units = self.folder / "units"
        self.units.mkdir()
        for unit in (DEPLOY / "systemd").iterdir():
            known = {"/srv/coordination": str(ROOT)} if unit.suffix == ".service" else {}
            (self.units / unit.name).write_text(replaced(unit.read_text(), known))

    def write_nginx(self) -> None:
        # Nobody listens on [::]: it may be missing here.
        text = re.sub(r" *listen \[::\].*\n", "", (DEPLOY / "nginx.conf").read_text())
        site = replaced(
            text,
            {
                "server 127.0.0.1:8000": f"server 127.0.0.1:{self.gunicorn}",
                "listen 80": f"listen 127.0.0.1:{self.http}",
                "listen 443": f"listen 127.0.0.1:{self.https}",
                f"/etc/letsencrypt/live/{NAME}": str(self.folder),
                "/var/log/nginx": str(self.folder),
                "/var/www/html": str(self.folder / "acme"),
                "root /var/lib/coordination": f"root {self.var}",
                "root /srv/coordination": f"root {ROOT}",
            },
        )
        (self.folder / "site.conf").write_text(site)
        user = "user root;" if os.getuid() == 0 else ""
        (self.folder / "nginx.conf").write_text(AROUND.format(folder=self.folder, user=user))
        subject = ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
        files = ["-keyout", f"{self.folder}/privkey.pem", "-out", f"{self.folder}/fullchain.pem"]
        curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
        self.run("openssl", "req", "-x509", *curve, *subject, *files)

    def run(self, *command: str, **environment: str) -> str:
        """Run ``command`` to its end in the environment of the services; what it wrote."""
        result = subprocess.run(  # noqa: S603
            command, cwd=ROOT, env=self.environment | environment, capture_output=True, text=True, check=False
        )
        if result.returncode:
            raise SystemExit(f"{shlex.join(command)} failed:\n{result.stdout}{result.stderr}")
        return result.stdout + result.stderr

    def manage(self, *arguments: str, **environment: str) -> str:
        """``deploy/manage`` as an operator types it."""
        me = {"ENVIRONMENT_FILE": str(self.environment_file), "SITE_USER": self.run("id", "-un").strip()}
        return self.run(str(DEPLOY / "manage"), *arguments, **me, **environment)

    def follow_readme(self) -> list[str]:
        """Run the commands of manage.py that README's “Deploying” lists, in its order."""
        text = (ROOT / "README.md").read_text()
        section = text[text.index("\n## Deploying") : text.index("\n## Operating")]
        listed = re.findall(r"^deploy/manage ([^#\n]+)", section, re.MULTILINE)
        commands = [shlex.split(line) for line in listed if line.strip() != "doctor"]
        # It asks nothing of the database: the others need not wait for it.
        with ThreadPoolExecutor() as pool:
            collecting = [pool.submit(self.manage, *words) for words in commands if words[0] == "collectstatic"]
            for words in commands:
                if words[0] == "createsuperuser":
                    self.manage(*words, "--noinput", **ACCOUNT)
                elif words[0] != "collectstatic":
                    self.manage(*words)
            for each in collecting:
                each.result()
        return listed

    def verify_units(self) -> str:
        """What systemd has to say against the units; empty where it has nothing, or is not there."""
        if not shutil.which("systemd-analyze"):
            return ""
        units = [str(path) for path in sorted(self.units.iterdir())]
        return subprocess.run(  # noqa: S603
            ["systemd-analyze", "verify", *units],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
        ).stderr

    def command_of(self, unit: str, instance: str = "") -> list[str]:
        (line,) = re.findall(r"^ExecStart=(.*)$", (self.units / f"{unit}.service").read_text(), re.MULTILINE)
        return shlex.split(line.replace("%i", instance))

    def timed_commands(self) -> list[str]:
        return [path.stem.partition("@")[2] for path in sorted(self.units.glob("*.timer"))]

    def start(self, name: str, command: list[str]) -> None:
        log = (self.folder / f"{name}.log").open("ab")
        self.processes[name] = subprocess.Popen(  # noqa: S603
            command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, umask=0o027
        )

    def start_all(self) -> None:
        self.start("coordination", self.command_of("coordination"))
        self.start("coordination-worker", self.command_of("coordination-worker"))
        nginx = shutil.which("nginx", path=SEARCHED)
        self.start("nginx", [nginx, "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")])
        self.wait_for(self.gunicorn)
        self.wait_for(self.https)

    def wait_for(self, port: int, patience: float = 60) -> None:
        give_up = time.monotonic() + patience
        while True:
            try:
                return socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                if time.monotonic() > give_up or any(process.poll() for process in self.processes.values()):
                    raise SystemExit(f"Nothing answers on port {port}.\n{self.logs()}") from None
                time.sleep(0.1)

    def end(self, name: str) -> None:
        process = self.processes.pop(name)
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def stop(self) -> None:
        for name in list(self.processes):
            self.end(name)

    def logs(self) -> str:
        return "\n".join(f"{path.name}:\n{path.read_text()}" for path in sorted(self.folder.glob("*.log")))
