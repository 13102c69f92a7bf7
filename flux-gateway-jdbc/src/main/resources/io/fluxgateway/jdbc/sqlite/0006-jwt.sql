-- Whose JWTs a project takes beside its API keys; jwt_issuer is null for nobody's. jwt_jwks is null for where the issuer says.
-- Algorithms and claims have spaces between them.
ALTER TABLE project ADD COLUMN jwt_issuer     TEXT;
ALTER TABLE project ADD COLUMN jwt_audience   TEXT;
ALTER TABLE project ADD COLUMN jwt_algorithms TEXT;
ALTER TABLE project ADD COLUMN jwt_jwks       TEXT;
ALTER TABLE project ADD COLUMN jwt_claims     TEXT;
ALTER TABLE project ADD COLUMN jwt_plan       TEXT;
