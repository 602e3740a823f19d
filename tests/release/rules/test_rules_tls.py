"""With a certificate: the same rules over https, and the word that browsers are to stay there."""

import http.client
import ssl
import subprocess

import pytest

from board_reports.release.rules import RulesInput
from builders import write
from serving_apache import apache
from serving_nginx import nginx
from serving_real import open_folder, required


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate that nobody trusts, and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    key, certificate = folder / "board.key", folder / "board.pem"
    asked = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "9", "-subj", "/CN=board.example"]
    subprocess.run(
        [required("openssl"), "req", *asked, "-keyout", key, "-out", certificate], check=True, capture_output=True
    )
    return certificate, key


def ask(port, path):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=10, context=context)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer
    finally:
        connection.close()


@pytest.mark.parametrize("server", [nginx, apache])
def test_every_answer_says_to_stay_with_https(server, certificate):
    with open_folder() as folder:
        write(folder / "tree/index.html", "<h1>Welcome</h1>")
        write(folder / "tree/410.html", "<h1>Gone</h1>")
        rules = RulesInput(folder / "tree", server_name="board.example", certificate=certificate[0], key=certificate[1])
        with server(rules, folder / "server") as running:
            for path, status in (("/", 200), ("/nothing", 404), ("/reports/never/", 410)):
                answer = ask(running.port, path)
                assert answer.status == status
                assert answer.getheader("Strict-Transport-Security") == "max-age=31536000"
                assert "frame-ancestors 'none'" in answer.getheader("Content-Security-Policy")
