-- Reading the trail by days. Entries lie on the disk in the order of time, so the smallest kind of index does: some
-- kilobytes for a million entries, and nothing but a number to compare when one is added. May be applied again.
CREATE INDEX IF NOT EXISTS audit_entry_in_time ON audit_entry
    USING brin ((body::json ->> 'at')) WITH (pages_per_range = 32, autosummarize = on);
