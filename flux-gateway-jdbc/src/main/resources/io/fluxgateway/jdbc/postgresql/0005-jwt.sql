-- Whose JWTs a project takes beside its API keys; jwt_issuer is null for nobody's. jwt_jwks is null for where the issuer says.
-- Algorithms and claims have spaces between them.
ALTER TABLE project
  ADD COLUMN jwt_issuer     text,
  ADD COLUMN jwt_audience   text,
  ADD COLUMN jwt_algorithms text,
  ADD COLUMN jwt_jwks       text,
  ADD COLUMN jwt_claims     text,
  ADD COLUMN jwt_plan       text;
