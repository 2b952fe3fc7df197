#!/usr/bin/env python3
"""Many readers of the feed at a time, half of them over server-sent events and half over WebSocket (Debian's
python3-websockets): each goes on, whenever its connection ends, from the last message that it had, until it has
so many trades. Ends with 0 when every one had every trade once, in order; 77 where websockets is not installed.

usage: feed_crowd.py ENDPOINT_FILE READERS TRADES"""
import asyncio
import json
import sys

try:
    import websockets
except ImportError:
    print("skipped: python3-websockets is not installed")
    sys.exit(77)

endpoint_file, readers, wanted = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
reconnects = 0


def address():
    """Host and port, as long as a daemon serves."""
    with open(endpoint_file) as file:
        host, port = file.read().strip().removeprefix("http://").rsplit(":", 1)
    return host, int(port)


class Reader:
    def __init__(self):
        self.trades = []
        self.last = "0"

    def take(self, message):
        if message["type"] != "trade":
            return
        self.trades.append(message["id"])
        self.last = f"{message['seq']}-{message['n']}"

    def done(self):
        return len(self.trades) >= wanted

    async def read(self):
        global reconnects
        while not self.done():
            try:
                await self.read_once(*address())
            except (OSError, EOFError, ValueError, websockets.exceptions.WebSocketException):
                pass
            if not self.done():
                reconnects += 1
                await asyncio.sleep(0.05)

    def target(self):
        return f"/v1/feed?channels=trades&since={self.last}"


class SocketReader(Reader):
    async def read_once(self, host, port):
        async with websockets.connect(f"ws://{host}:{port}{self.target()}") as socket:
            async for text in socket:
                self.take(json.loads(text))
                if self.done():
                    return


class EventReader(Reader):
    async def read_once(self, host, port):
        reader, writer = await asyncio.open_connection(host, port)
        try:
            writer.write(f"GET {self.target()} HTTP/1.1\r\nHost: {host}\r\nAccept: text/event-stream\r\n\r\n".encode())
            status = await reader.readline()
            if b" 200 " not in status:
                raise ValueError(status)
            while not self.done():
                line = await reader.readline()
                if not line.endswith(b"\n"):
                    return  # cut off in the middle
                if line.startswith(b"data: "):
                    self.take(json.loads(line[6:]))
        finally:
            writer.close()


async def main():
    crowd = [(SocketReader if i % 2 else EventReader)() for i in range(readers)]
    await asyncio.wait_for(asyncio.gather(*(one.read() for one in crowd)), timeout=120)
    expected = list(range(1, wanted + 1))
    wrong = [(type(one).__name__, one.trades) for one in crowd if one.trades != expected]
    print(f"{readers} readers, {reconnects} reconnects, {len(wrong)} wrong")
    for name, trades in wrong[:3]:
        print(name, trades)
    return 1 if wrong or reconnects == 0 else 0


sys.exit(asyncio.run(main()))
