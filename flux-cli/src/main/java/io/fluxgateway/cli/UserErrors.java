package io.fluxgateway.cli;

import io.fluxgateway.auth.KeyNameTakenException;
import io.fluxgateway.deno.DenoNotFoundException;
import io.fluxgateway.function.ManifestException;
import io.fluxgateway.jdbc.StoreException;
import io.fluxgateway.undertow.ServerStartException;

/** Tells what a user can mend, and whose message says how, from a defect of ours. */
final class UserErrors {
    private UserErrors() {}

    static boolean isExpected(Exception e) {
        return e instanceof CommandFailedException
                || e instanceof ManifestException
                || e instanceof StoreException
                || e instanceof ServerStartException
                || e instanceof DenoNotFoundException
                || e instanceof KeyNameTakenException;
    }
}
