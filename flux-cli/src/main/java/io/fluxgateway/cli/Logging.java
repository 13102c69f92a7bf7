package io.fluxgateway.cli;

/** Where log records go: through SLF4J's simple logger to standard error, as {@code simplelogger.properties} says. */
final class Logging {
    private static final String PROVIDER = "slf4j.provider";
    private static final String VERBOSITY = "slf4j.internal.verbosity";
    private static final String OPTIONS = "org.slf4j.simpleLogger.";

    private Logging() {}

    /** To be called before the first logger is made. */
    static void configure(boolean debug) {
        System.setProperty("org.jboss.logging.provider", "slf4j"); // Undertow's logging facade
        if (debug) {
            System.setProperty("org.slf4j.simpleLogger.log.io.fluxgateway", "debug");
            System.setProperty("org.slf4j.simpleLogger.showShortLogName", "true");
        }
    }

    /** For a command that mostly logs nothing: makes the logger when there is something to log, unless the user asks for more. */
    static void startLate() {
        if (System.getProperty(PROVIDER) == null && !isAnyOptionSet()) {
            System.setProperty(PROVIDER, LateLogging.class.getName());
            if (System.getProperty(VERBOSITY) == null) {
                System.setProperty(VERBOSITY, "WARN"); // or it says on each start which provider it takes
            }
        }
    }

    private static boolean isAnyOptionSet() {
        for (String name : System.getProperties().stringPropertyNames()) {
            if (name.startsWith(OPTIONS)) {
                return true;
            }
        }
        return false;
    }
}
