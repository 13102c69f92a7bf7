package io.fluxgateway.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Tells the version of this program and of the Java it runs on. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        return new String[] {"flux " + number() + " (Java " + Runtime.version() + ")"};
    }

    private static String number() throws IOException {
        Properties properties = new Properties();
        try (InputStream in =
                Objects.requireNonNull(Version.class.getResourceAsStream("version.properties"), "version.properties")) {
            properties.load(in);
        }
        return Objects.requireNonNull(properties.getProperty("version"), "version");
    }
}
