-- What is recorded of a project's requests.
ALTER TABLE project ADD COLUMN trace_sampling REAL    NOT NULL DEFAULT 1.0;
ALTER TABLE project ADD COLUMN trace_queries  INTEGER NOT NULL DEFAULT 0;
