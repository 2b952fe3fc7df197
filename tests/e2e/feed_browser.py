"""A web page in a real browser that reads the feed: an EventSource and a WebSocket from an origin that is let in,
and what a page of another origin gets.

    feed_browser.py BROWSER MARKET PORT TRADES

serves the page at PORT, has the browser (Chromium, without a window) open it as http://own.example and as
http://other.example, and prints what each page reports, a JSON line each: the first when it has seen so many trades
both ways, the other when it was refused everything.
"""
import contextlib
import http.server
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading

PAGE = """<!doctype html><title>feed</title><script>
const parameters = new URLSearchParams(location.search);
const market = parameters.get("market"), goal = Number(parameters.get("trades"));
const report = { origin: location.origin, events: [], messages: [], errors: 0, refused: [] };
const send = () => fetch("/report", { method: "POST", body: JSON.stringify(report) });
const done = () => report.events.length >= goal && report.messages.length >= goal && send();

function read() {
  const feed = new EventSource(market + "/v1/feed?channels=trades&since=0");
  feed.addEventListener("trade", event => { report.events.push(JSON.parse(event.data).id); done(); });
  feed.onerror = () => { ++report.errors; };
  let since = 0;
  const connect = () => {
    const socket = new WebSocket(market.replace("http", "ws") + "/v1/feed?channels=trades&since=" + since);
    socket.onmessage = message => {
      const { type, id, seq, n } = JSON.parse(message.data);
      since = seq + "-" + n;
      if (type === "trade") { report.messages.push(id); done(); }
    };
    socket.onclose = () => { if (report.messages.length < goal) setTimeout(connect, 200); };
  };
  connect();
}

function refused(what) { report.refused.push(what); if (report.refused.length === 4) send(); }

async function trespass() {
  setTimeout(send, 10000);
  const attempt = (what, promise) => promise.then(
    answer => { report.errors += 1; report.messages.push(what + " " + answer.status); refused(what); },
    () => refused(what));
  attempt("read", fetch(market + "/v1/companies"));
  attempt("trade", fetch(market + "/v1/orders", {
    method: "POST", headers: { "Content-Type": "application/json" },
    body: '{"symbol":"ACME","side":"buy","type":"limit","quantity":1,"limit_price":"1"}' }));
  const feed = new EventSource(market + "/v1/feed?channels=trades&since=0");
  feed.addEventListener("trade", () => report.events.push("trade"));
  feed.onerror = () => { feed.close(); refused("events"); };
  const socket = new WebSocket(market.replace("http", "ws") + "/v1/feed?channels=trades&since=0");
  socket.onmessage = () => report.messages.push("message");
  socket.onclose = () => refused("socket");
}
parameters.has("trespass") ? trespass() : read();
</script>"""

reports = queue.Queue()


class Pages(http.server.BaseHTTPRequestHandler):
    def answer(self, kind, body):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.answer("text/html", PAGE.encode())

    def do_POST(self):
        reports.put(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.answer("text/plain", b"")

    def log_message(self, *arguments):
        pass


def open_page(browser, url):
    """The page's report; None when there is none in time."""
    # Helper processes of the browser may write into the profile while it is being removed.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-extensions",
             "--user-data-dir=" + profile, "--remote-debugging-port=0",
             "--host-resolver-rules=MAP *.example 127.0.0.1", url],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            return reports.get(timeout=90)
        except queue.Empty:
            return None
        finally:
            process.terminate()
            process.wait()
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def main():
    browser, market, port, trades = sys.argv[1:]
    server = http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for site, query in (("own", "trades=" + trades), ("other", "trespass")):
        report = open_page(browser, f"http://{site}.example:{port}/?market={market}&{query}")
        if report is None:
            sys.exit(f"the page of {site}.example did not report")
        print(json.dumps(json.loads(report)), flush=True)


main()
