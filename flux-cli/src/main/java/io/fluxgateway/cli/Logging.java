package io.fluxgateway.cli;

/** Where log records go: through SLF4J's simple logger to standard error, as {@code simplelogger.properties} says. */
final class Logging {
    private Logging() {}

    /** To be called before the first logger is made. */
    static void configure(boolean debug) {
        System.setProperty("org.jboss.logging.provider", "slf4j"); // Undertow's logging facade
        if (debug) {
            System.setProperty("org.slf4j.simpleLogger.log.io.fluxgateway", "debug");
            System.setProperty("org.slf4j.simpleLogger.showShortLogName", "true");
        }
    }
}
