package io.fluxgateway.cli;

import io.fluxgateway.DeploymentException;
import io.fluxgateway.auth.KeyNameTakenException;
import io.fluxgateway.cli.project.NoProjectException;
import io.fluxgateway.cli.tls.CertificateException;
import io.fluxgateway.deno.DenoNotFoundException;
import io.fluxgateway.deployment.MissingContentException;
import io.fluxgateway.deployment.RolloutException;
import io.fluxgateway.function.ManifestException;
import io.fluxgateway.jdbc.StoreException;
import io.fluxgateway.undertow.ServerStartException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says in a line why a command failed; all mistakes in {@code flux.json} files are shown, one a line. */
final class Failures implements IExecutionExceptionHandler {
    /** Those whose message is written for the user. */
    private static final List<Class<? extends Exception>> EXPECTED = List.of(
            CommandFailedException.class,
            CertificateException.class,
            DeploymentException.class,
            RolloutException.class,
            MissingContentException.class,
            NoProjectException.class,
            KeyNameTakenException.class,
            StoreException.class,
            ServerStartException.class,
            DenoNotFoundException.class);

    private final boolean debug;

    Failures(boolean debug) {
        this.debug = debug;
    }

    @Override
    public int handleExecutionException(Exception error, CommandLine command, ParseResult parsed) {
        return report(error, command.getErr());
    }

    /** Tells the user, and returns the exit code. */
    int report(Exception error, PrintWriter err) {
        if (error instanceof ManifestException manifest && manifest.problems().size() > 1) {
            err.println("flux: " + manifest.problems().size() + " mistakes in the functions of the project:");
            manifest.problems().forEach(err::println);
        } else {
            err.println("flux: " + message(error));
        }
        if (debug) {
            error.printStackTrace(err);
        }
        return ExitCode.SOFTWARE;
    }

    private static String message(Exception error) {
        if (error instanceof ManifestException || EXPECTED.contains(error.getClass())) {
            return String.valueOf(error.getMessage());
        }
        return "unexpected failure: " + error.toString().replace('\n', ' ') + " (FLUX_DEBUG=1 shows where)";
    }
}
