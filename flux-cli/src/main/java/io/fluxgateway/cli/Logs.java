package io.fluxgateway.cli;

import java.util.Map;

/** What the libraries log goes to standard error, short, and only what a user of the command wants to see. */
final class Logs {
    private static final String PREFIX = "org.slf4j.simpleLogger.";
    private static final Map<String, String> DEFAULTS = Map.of(
            PREFIX + "logFile",
            "System.err",
            PREFIX + "defaultLogLevel",
            "error",
            PREFIX + "log.io.fluxgateway",
            "info",
            PREFIX + "showThreadName",
            "false",
            PREFIX + "showLogName",
            "false",
            PREFIX + "showDateTime",
            "true",
            PREFIX + "dateTimeFormat",
            "HH:mm:ss.SSS",
            "org.jboss.logging.provider",
            "slf4j");

    private Logs() {}

    /** To be called before anything is logged. What the user set with {@code -D} stays. */
    static void configure() {
        DEFAULTS.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
    }
}
