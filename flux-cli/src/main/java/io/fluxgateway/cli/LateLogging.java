package io.fluxgateway.cli;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.simple.SimpleServiceProvider;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * SLF4J's simple logger, made when the first line is logged: it looks up how dates are written where the user lives, which
 * takes longer than a short command. Made by SLF4J.
 */
public final class LateLogging implements SLF4JServiceProvider {
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter contexts = new BasicMDCAdapter();
    private @Nullable ILoggerFactory simple;

    /** Made by SLF4J. */
    public LateLogging() {}

    private synchronized ILoggerFactory simple() {
        ILoggerFactory made = simple;
        if (made == null) {
            SimpleServiceProvider provider = new SimpleServiceProvider();
            provider.initialize();
            made = provider.getLoggerFactory();
            simple = made;
        }
        return made;
    }

    @Override
    public void initialize() {}

    @Override
    public ILoggerFactory getLoggerFactory() {
        return name -> new LateLogger(() -> simple().getLogger(name));
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return contexts;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99"; // any of 2.0, as the simple one says
    }

    /** What is below INFO is for those who ask for it, and they get the simple logger itself. */
    private static final class LateLogger extends LegacyAbstractLogger {
        private static final long serialVersionUID = 1L;

        private final transient Supplier<Logger> simple;

        LateLogger(Supplier<Logger> simple) {
            this.simple = simple;
        }

        @Override
        public boolean isTraceEnabled() {
            return false;
        }

        @Override
        public boolean isDebugEnabled() {
            return false;
        }

        @Override
        public boolean isInfoEnabled() {
            return simple.get().isInfoEnabled();
        }

        @Override
        public boolean isWarnEnabled() {
            return simple.get().isWarnEnabled();
        }

        @Override
        public boolean isErrorEnabled() {
            return simple.get().isErrorEnabled();
        }

        @Override
        protected @Nullable String getFullyQualifiedCallerName() {
            return null;
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level, Marker marker, String message, Object[] arguments, Throwable thrown) {
            simple.get().atLevel(level).setCause(thrown).log(MessageFormatter.basicArrayFormat(message, arguments));
        }
    }
}
