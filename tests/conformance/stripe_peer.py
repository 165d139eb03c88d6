"""localstripe on loopback only and with nothing on disk: stripe_peer.py PORT"""
import sys

from aiohttp import web
from localstripe.resources import store
from localstripe.server import app

store.dump_to_disk = lambda: None
web.run_app(app, host='127.0.0.1', port=int(sys.argv[1]), print=None)
