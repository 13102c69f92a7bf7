package io.fluxgateway.jwt;

import java.util.concurrent.CompletionStage;

/** Where an issuer's keys come from. Asked on a thread that may block; thread-safe. */
@FunctionalInterface
interface KeySource {
    CompletionStage<KeySet> fetch();
}
