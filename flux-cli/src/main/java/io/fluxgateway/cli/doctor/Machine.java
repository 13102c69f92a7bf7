package io.fluxgateway.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Checks of the machine: its Java, its clock, its disk. */
public final class Machine {
    private static final int LEAST_JAVA = 17;
    private static final Instant RELEASED = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant FAR_AWAY = Instant.parse("2100-01-01T00:00:00Z");
    private static final Duration SMALL = Duration.ofSeconds(2);
    private static final Duration LARGE = Duration.ofMinutes(1);
    private static final long MIB = 1 << 20;
    private static final long LEAST_MIB = 100;
    private static final long FEW_MIB = 1000;

    private Machine() {}

    /**
     * Whether this Java will do.
     *
     * @param feature its number
     */
    public static Finding java(int feature, String version, String home) {
        String message = "Java " + version + " at " + home;
        return feature >= LEAST_JAVA
                ? Finding.ok("java", message)
                : Finding.failed("java", message, "install " + LEAST_JAVA + " or newer, or set JAVA_HOME");
    }

    /** Whether the clock can be right: quotas, ages and traces go by it. */
    public static Finding clock(Instant now) {
        return now.isBefore(RELEASED) || now.isAfter(FAR_AWAY)
                ? Finding.failed("clock", "it is " + now + " by this machine", "set its clock, for example with NTP")
                : Finding.ok("clock", now.toString());
    }

    /** Whether it agrees with the clock of the database, by which other nodes go. */
    public static Finding clock(Instant here, Instant there) {
        Duration difference = Duration.between(there, here).abs();
        String message = String.format(
                java.util.Locale.ROOT,
                "%.1f s %s that of the database",
                difference.toMillis() / 1000.0,
                here.isBefore(there) ? "behind" : "ahead of");
        if (difference.compareTo(SMALL) <= 0) {
            return Finding.ok("clock", here + ", as the database has it");
        }
        String mend = "set both clocks with NTP";
        return difference.compareTo(LARGE) <= 0
                ? Finding.warning("clock", message, mend)
                : Finding.failed("clock", message, mend);
    }

    /** Whether there is room for what a project writes. */
    public static Finding disk(Path folder) {
        Path there = folder;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        try {
            return disk(Files.getFileStore(there).getUsableSpace(), folder);
        } catch (IOException e) {
            return Finding.warning("disk", "cannot tell its free space: " + e, "look yourself: df " + folder);
        }
    }

    static Finding disk(long bytes, Path folder) {
        long mib = bytes / MIB;
        String message = mib + " MiB free at " + folder;
        if (mib >= FEW_MIB) {
            return Finding.ok("disk", message);
        }
        String mend = "make room: traces alone take some hundred MiB";
        return mib >= LEAST_MIB ? Finding.warning("disk", message, mend) : Finding.failed("disk", message, mend);
    }
}
