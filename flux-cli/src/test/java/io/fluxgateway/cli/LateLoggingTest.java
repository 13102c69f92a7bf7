package io.fluxgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class LateLoggingTest {
    private final PrintStream standard = System.err;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @AfterEach
    void restore() {
        System.setErr(standard);
    }

    @Test
    void what_is_logged_is_printed_as_the_simple_logger_does() {
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        Logger logger = new LateLogging().getLoggerFactory().getLogger("io.fluxgateway.a");

        logger.debug("not {}", "this");
        logger.info("{} and {}", "one", 2);
        logger.warn("that is {}", "wrong", new IllegalStateException("why"));

        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("INFO one and 2" + System.lineSeparator())
                .contains("WARN that is wrong" + System.lineSeparator() + "java.lang.IllegalStateException: why")
                .doesNotContain("not this");
    }

    @Test
    void others_log_only_what_is_wrong() {
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        Logger logger = new LateLogging().getLoggerFactory().getLogger("org.others");

        logger.info("all is well");
        logger.error("all is lost");

        assertThat(logger.isInfoEnabled()).isFalse();
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("all is lost")
                .doesNotContain("well");
    }
}
