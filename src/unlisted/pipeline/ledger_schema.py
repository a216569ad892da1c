"""The tables of the ledger's file. Every row has a key made of what it is."""

from __future__ import annotations

SCHEMA = """
CREATE TABLE IF NOT EXISTS files (sha256 TEXT PRIMARY KEY, name TEXT, posted_on TEXT);
CREATE TABLE IF NOT EXISTS sent (claim TEXT PRIMARY KEY, body TEXT, payer_number TEXT, status TEXT,
  sent_on TEXT, answered_on TEXT, file TEXT,
  interchange TEXT);
CREATE TABLE IF NOT EXISTS payments (key TEXT PRIMARY KEY, payer TEXT, trace TEXT, amount TEXT, paid_on TEXT,
  digest TEXT, file TEXT, claims INTEGER);
CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, payment TEXT, claim TEXT, line TEXT, account TEXT,
  kind TEXT, amount TEXT, grp TEXT, reason TEXT, day TEXT);
CREATE INDEX IF NOT EXISTS entries_claim ON entries (claim);
CREATE TABLE IF NOT EXISTS denials (key TEXT PRIMARY KEY, payment TEXT, claim TEXT, line TEXT, grp TEXT,
  reason TEXT, remarks TEXT, amount TEXT, day TEXT, open INTEGER);
CREATE INDEX IF NOT EXISTS denials_claim ON denials (claim);
CREATE TABLE IF NOT EXISTS postings (key TEXT PRIMARY KEY, claim TEXT, payer TEXT, status TEXT, paid TEXT,
  allowed TEXT, charge TEXT, secondary INTEGER, day TEXT, remarks TEXT);
CREATE INDEX IF NOT EXISTS postings_claim ON postings (claim);
CREATE TABLE IF NOT EXISTS queue (key TEXT PRIMARY KEY, payment TEXT, place TEXT, reason TEXT, amount TEXT,
  candidates TEXT, file TEXT);
CREATE TABLE IF NOT EXISTS decisions (key TEXT PRIMARY KEY, claim TEXT, line TEXT, code TEXT, payer TEXT,
  charge TEXT, allowed TEXT, paid TEXT, reason TEXT, remarks TEXT, day TEXT, reversal INTEGER);
CREATE TABLE IF NOT EXISTS actions (key TEXT PRIMARY KEY, claim TEXT, day TEXT, what TEXT);
"""
