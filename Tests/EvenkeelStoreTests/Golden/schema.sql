CREATE TABLE IF NOT EXISTS migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE journal (
  position BIGINT PRIMARY KEY CHECK (position > 0),
  at BIGINT NOT NULL,
  command TEXT NOT NULL,
  actor TEXT NOT NULL,
  event TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE INDEX journal_command ON journal (command);
CREATE TABLE snapshots (
  fold_version BIGINT PRIMARY KEY,
  position BIGINT NOT NULL,
  state TEXT NOT NULL
);
CREATE TABLE counters (name TEXT PRIMARY KEY, value BIGINT NOT NULL);
CREATE TABLE customers (id TEXT PRIMARY KEY, facts TEXT NOT NULL);
CREATE TABLE contacts (id TEXT PRIMARY KEY, customer TEXT NOT NULL, facts TEXT NOT NULL);
CREATE TABLE installations (
  id TEXT PRIMARY KEY,
  customer TEXT NOT NULL,
  product TEXT,
  version TEXT,
  facts TEXT NOT NULL
);
CREATE INDEX installations_customer ON installations (customer);
CREATE TABLE version_history (
  installation TEXT NOT NULL REFERENCES installations (id),
  product TEXT NOT NULL,
  version TEXT NOT NULL,
  source TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (installation, product, version, at, source)
);
CREATE INDEX version_history_version ON version_history (product, version);
CREATE TABLE placements (
  rollout TEXT NOT NULL,
  installation TEXT NOT NULL,
  revision BIGINT NOT NULL,
  wave BIGINT NOT NULL,
  customer TEXT NOT NULL,
  state TEXT NOT NULL,
  placement TEXT NOT NULL,
  started_at BIGINT,
  settled_at BIGINT,
  attempts BIGINT NOT NULL CHECK (attempts >= 0),
  trouble_at BIGINT,
  fault TEXT,
  heard_at BIGINT,
  note TEXT,
  PRIMARY KEY (rollout, installation)
);
CREATE INDEX placements_wave ON placements (rollout, wave, state);
CREATE INDEX placements_installation ON placements (installation);
CREATE INDEX placements_state ON placements (state);
CREATE TABLE plans (
  rollout TEXT NOT NULL,
  revision BIGINT NOT NULL,
  plan TEXT NOT NULL,
  PRIMARY KEY (rollout, revision)
);
CREATE TABLE tallies (rollout TEXT PRIMARY KEY, version BIGINT NOT NULL);
CREATE TABLE outcomes (
  id TEXT PRIMARY KEY,
  rollout TEXT NOT NULL,
  installation TEXT NOT NULL,
  release TEXT NOT NULL,
  kind TEXT NOT NULL,
  at BIGINT NOT NULL,
  fault TEXT,
  feature TEXT
);
CREATE INDEX outcomes_rollout ON outcomes (rollout, at);
CREATE TABLE notices (
  rollout TEXT NOT NULL,
  revision BIGINT NOT NULL,
  wave BIGINT NOT NULL,
  customer TEXT NOT NULL,
  state TEXT NOT NULL,
  announced_at BIGINT NOT NULL,
  installations TEXT NOT NULL,
  PRIMARY KEY (rollout, wave, customer, revision)
);
CREATE TABLE audience (
  incident TEXT NOT NULL,
  customer TEXT NOT NULL,
  reason TEXT NOT NULL,
  maybe BIGINT NOT NULL CHECK (maybe IN (0, 1)),
  state TEXT NOT NULL,
  restored_at BIGINT,
  PRIMARY KEY (incident, customer)
);
CREATE TABLE deliveries (
  id TEXT PRIMARY KEY,
  recipient TEXT NOT NULL,
  customer TEXT NOT NULL,
  subject TEXT NOT NULL,
  about TEXT NOT NULL,
  channel TEXT NOT NULL,
  state TEXT NOT NULL,
  queued_at BIGINT NOT NULL,
  not_before BIGINT NOT NULL,
  attempts BIGINT NOT NULL CHECK (attempts >= 0),
  settled_at BIGINT,
  reason TEXT,
  generation BIGINT NOT NULL,
  UNIQUE (recipient, subject, channel)
);
CREATE INDEX deliveries_due ON deliveries (state, not_before);
CREATE INDEX deliveries_subject ON deliveries (subject);
CREATE INDEX deliveries_customer ON deliveries (customer);
CREATE TABLE tokens (
  name TEXT PRIMARY KEY,
  scope TEXT NOT NULL,
  secret_hash TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  revoked_at BIGINT
);
CREATE TABLE leases (
  name TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  generation BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
ALTER TABLE placements ADD COLUMN last_trouble_at BIGINT;
UPDATE placements SET last_trouble_at = trouble_at;
ALTER TABLE outcomes ADD COLUMN count BIGINT CHECK (count >= 0);
ALTER TABLE outcomes ADD COLUMN exposure BIGINT CHECK (exposure >= 0);
CREATE TABLE early_outcomes (
  id TEXT PRIMARY KEY,
  rollout TEXT NOT NULL,
  installation TEXT NOT NULL,
  release TEXT NOT NULL,
  kind TEXT NOT NULL,
  at BIGINT NOT NULL,
  fault TEXT,
  feature TEXT,
  count BIGINT CHECK (count >= 0),
  exposure BIGINT CHECK (exposure >= 0)
);
CREATE INDEX early_outcomes_site ON early_outcomes (rollout, installation);
CREATE TABLE signs (
  rollout TEXT NOT NULL,
  installation TEXT NOT NULL,
  kind TEXT NOT NULL,
  feature TEXT NOT NULL,
  PRIMARY KEY (rollout, installation, kind, feature)
);
INSERT INTO signs (rollout, installation, kind, feature) SELECT DISTINCT rollout, installation, kind, CASE kind WHEN 'used' THEN COALESCE(feature, '') ELSE '' END FROM outcomes WHERE kind IN ('used', 'response_fine', 'response_trouble');
CREATE TABLE fault_names (
  rollout TEXT NOT NULL,
  fault TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (rollout, fault)
);
CREATE TABLE outcome_refusals (
  source TEXT NOT NULL,
  code TEXT NOT NULL,
  count BIGINT NOT NULL,
  first_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  installation TEXT NOT NULL,
  PRIMARY KEY (source, code)
);
ALTER TABLE notices ADD COLUMN day TEXT;
ALTER TABLE notices ADD COLUMN must_agree BIGINT NOT NULL DEFAULT 0;
ALTER TABLE notices ADD COLUMN postponed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE notices ADD COLUMN reminded_at BIGINT;
CREATE INDEX notices_customer ON notices (customer);
CREATE INDEX placements_customer ON placements (customer);
CREATE TABLE answers (
  id TEXT PRIMARY KEY,
  rollout TEXT,
  customer TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  answer TEXT NOT NULL
);
CREATE INDEX answers_customer ON answers (customer);
CREATE TABLE site_dates (
  rollout TEXT NOT NULL,
  installation TEXT NOT NULL,
  not_before BIGINT NOT NULL,
  cause TEXT NOT NULL,
  PRIMARY KEY (rollout, installation)
);
CREATE TABLE links (
  secret_hash TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  contact TEXT,
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  revoked_at BIGINT
);
CREATE INDEX links_subject ON links (kind, subject);
CREATE TABLE appointments (
  id TEXT PRIMARY KEY,
  rollout TEXT NOT NULL,
  customer TEXT NOT NULL,
  person TEXT NOT NULL,
  start_at BIGINT NOT NULL,
  appointment TEXT NOT NULL
);
CREATE INDEX appointments_person ON appointments (person, start_at);
CREATE INDEX appointments_customer ON appointments (customer);
CREATE TABLE deployment_keys (name TEXT PRIMARY KEY, value TEXT NOT NULL);
ALTER TABLE placements ADD COLUMN install BIGINT;
ALTER TABLE placements ADD COLUMN not_before BIGINT;
ALTER TABLE placements ADD COLUMN unplanned BIGINT NOT NULL DEFAULT 0 CHECK (unplanned IN (0, 1));
CREATE TABLE installs (
  id BIGINT PRIMARY KEY CHECK (id > 0 AND id < 2147483648),
  rollout TEXT NOT NULL,
  installation TEXT NOT NULL,
  executor TEXT NOT NULL,
  attempt BIGINT NOT NULL,
  state TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  ends_by BIGINT NOT NULL,
  ended_at BIGINT,
  note TEXT,
  node TEXT,
  started_by TEXT
);
CREATE INDEX installs_state ON installs (state, id);
CREATE INDEX installs_site ON installs (rollout, installation, id);
UPDATE placements SET state = 'timedOut', settled_at = started_at, note = 'it was under way when Evenkeel was upgraded: look at the site before it is tried again' WHERE state = 'started';
CREATE TABLE control_outcomes (
  id TEXT NOT NULL,
  rollout TEXT NOT NULL,
  installation TEXT NOT NULL,
  release TEXT NOT NULL,
  kind TEXT NOT NULL,
  at BIGINT NOT NULL,
  fault TEXT,
  feature TEXT,
  count BIGINT CHECK (count >= 0),
  exposure BIGINT CHECK (exposure >= 0),
  PRIMARY KEY (rollout, id)
);
CREATE INDEX control_outcomes_site ON control_outcomes (rollout, installation, at);
CREATE TABLE responses (
  outcome TEXT PRIMARY KEY,
  rollout TEXT NOT NULL,
  installation TEXT NOT NULL,
  is_fine BIGINT NOT NULL CHECK (is_fine IN (0, 1)),
  at BIGINT NOT NULL,
  way TEXT NOT NULL,
  said_by TEXT NOT NULL,
  recorded_by TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  note TEXT NOT NULL
);
CREATE INDEX responses_rollout ON responses (rollout);
ALTER TABLE deliveries ADD COLUMN priority BIGINT NOT NULL DEFAULT 6;
CREATE INDEX deliveries_first ON deliveries (state, priority, not_before);
CREATE TABLE install_ticks (
  install BIGINT NOT NULL REFERENCES installs (id),
  number BIGINT NOT NULL,
  at BIGINT NOT NULL,
  ticked_by TEXT NOT NULL,
  PRIMARY KEY (install, number)
);
CREATE TABLE install_records (
  install BIGINT NOT NULL REFERENCES installs (id),
  number BIGINT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  size BIGINT NOT NULL,
  at BIGINT NOT NULL,
  left_by TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (install, number)
);
CREATE TABLE choices (
  address TEXT PRIMARY KEY,
  incidents TEXT NOT NULL,
  planned BIGINT NOT NULL CHECK (planned IN (0, 1)),
  chosen_at BIGINT NOT NULL
);
CREATE TABLE quarantines (address TEXT PRIMARY KEY, since BIGINT NOT NULL, reason TEXT NOT NULL);
CREATE TABLE replies (
  id TEXT PRIMARY KEY,
  contact TEXT,
  customer TEXT,
  thread TEXT,
  sender TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  is_automatic BIGINT NOT NULL CHECK (is_automatic IN (0, 1)),
  read_at BIGINT,
  read_by TEXT
);
CREATE INDEX replies_received ON replies (received_at);
CREATE INDEX replies_customer ON replies (customer, thread);
CREATE TABLE subscribers (
  address TEXT PRIMARY KEY,
  written TEXT NOT NULL,
  locale TEXT,
  components TEXT NOT NULL,
  incidents TEXT NOT NULL,
  confirmed_at BIGINT NOT NULL
);
CREATE TABLE tickets (
  incident TEXT NOT NULL,
  customer TEXT NOT NULL,
  reference TEXT,
  url TEXT,
  told BIGINT NOT NULL,
  closed_at BIGINT,
  attempts BIGINT NOT NULL,
  next_at BIGINT NOT NULL,
  problem TEXT,
  PRIMARY KEY (incident, customer)
);
ALTER TABLE installs ADD COLUMN back_to TEXT;
ALTER TABLE customers ADD COLUMN changed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE contacts ADD COLUMN changed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE installations ADD COLUMN changed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE contacts ADD COLUMN address TEXT;
CREATE INDEX customers_changed ON customers (changed);
CREATE INDEX contacts_changed ON contacts (changed);
CREATE INDEX contacts_address ON contacts (address);
CREATE INDEX installations_changed ON installations (changed);
DROP INDEX placements_wave;
CREATE INDEX placements_wave ON placements (rollout, wave, state, unplanned);
ALTER TABLE placements ADD COLUMN changed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tallies ADD COLUMN cut BIGINT NOT NULL DEFAULT 0;
CREATE INDEX placements_changed ON placements (rollout, changed);
DROP INDEX deliveries_first;
CREATE INDEX deliveries_first ON deliveries (state, priority, not_before, id);
INSERT INTO responses (outcome, rollout, installation, is_fine, at, way, said_by, recorded_by, recorded_at, note)
SELECT id, rollout, installation,
  CASE WHEN kind = 'response_trouble' AND COALESCE(count, 1) > 0 THEN 0 ELSE 1 END,
  at, 'report', '', '', at, COALESCE(fault, '')
FROM outcomes WHERE kind IN ('response_fine', 'response_trouble')
ON CONFLICT DO NOTHING;
ALTER TABLE tokens ADD COLUMN predicate TEXT;
CREATE TABLE sent_messages (
  delivery TEXT PRIMARY KEY,
  at BIGINT NOT NULL,
  address TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  language TEXT NOT NULL,
  message_id TEXT NOT NULL
);
ALTER TABLE notices ADD COLUMN days TEXT;
CREATE INDEX placements_troubled ON placements (rollout, wave, installation) WHERE trouble_at IS NOT NULL;
ALTER TABLE audience ADD COLUMN restored_how TEXT;
DROP INDEX deliveries_due;
ALTER TABLE audience ADD COLUMN found_by TEXT;
ALTER TABLE notices ADD COLUMN unheard BIGINT NOT NULL DEFAULT 0;
ALTER TABLE notices ADD COLUMN moved_at BIGINT;
ALTER TABLE notices ADD COLUMN agreed TEXT;
