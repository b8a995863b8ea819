"""A Chromium without a window, and a server that counts what it is asked for."""

import functools
import http.server
import os
import shutil
import threading
from pathlib import Path

import pytest
from selenium import webdriver

from chat_fixtures import chat, chat_url, open_chat, playwright_chromium, stub  # noqa: F401

ROOT = Path(__file__).resolve().parents[2]
#: Where the pages under test and their screenshots end up.
RESULTS = ROOT / ".build" / "browser"


class Server:
    """Serves a folder on loopback and keeps the paths that were asked for."""

    def __init__(self, folder):
        self.requests = requests = []

        class Handler(http.server.SimpleHTTPRequestHandler):
            def log_message(self, *_):
                requests.append(self.path)

        handler = functools.partial(Handler, directory=folder)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="session")
def server():
    server = Server(RESULTS / "pages")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def chromium(tmp_path_factory):
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or "chromium"
    arguments = ["--headless=new", "--hide-scrollbars", "--disable-gpu", f"--user-data-dir={tmp_path_factory.mktemp('profile')}"]
    if os.geteuid() == 0:
        # Chromium's own sandbox refuses to run as root, which is what containers of CI are.
        arguments.append("--no-sandbox")
    for argument in arguments:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    service = webdriver.ChromeService(executable_path=shutil.which("chromedriver"))
    browser = webdriver.Chrome(options=options, service=service)
    yield browser
    browser.quit()
