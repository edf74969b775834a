# SPDX-License-Identifier: GPL-3.0-or-later
"""A line to a server that breaks: passes on what both say, until the n-th piece of one of them.

The piece at which it breaks is not passed on. What the client asked and never heard of is thus told
apart from what never reached the server. A line that stalls stays open and says no more."""
import asyncio

ASKS, ANSWERS = 'asks', 'answers'


class Cutter:
    def __init__(self, loop, port):
        self.loop, self.target = loop, port
        self.passed = {ASKS: 0, ANSWERS: 0}
        self.at, self.stalls = None, False
        self.port = asyncio.run_coroutine_threadsafe(self.open(), loop).result(20)

    async def open(self):
        self.server = await asyncio.start_server(self.meet, '127.0.0.1', 0)
        return self.server.sockets[0].getsockname()[1]

    async def meet(self, from_client, to_client):
        from_server, to_server = await asyncio.open_connection('127.0.0.1', self.target)
        line = (to_client, to_server)
        await asyncio.gather(self.pass_on(ASKS, from_client, to_server, line),
                             self.pass_on(ANSWERS, from_server, to_client, line))

    async def pass_on(self, side, reader, writer, line):
        try:
            while piece := await reader.read(1 << 16):
                self.passed[side] += 1
                if self.at == (side, self.passed[side]):
                    if self.stalls:
                        await asyncio.sleep(60)
                    for end in line:
                        end.transport.abort()
                    return
                writer.write(piece)
                await writer.drain()
            writer.close()
        except OSError:
            for end in line:
                end.transport.abort()

    def stop(self):
        self.loop.call_soon_threadsafe(self.server.close)
