package io.fluxgateway.cli.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Makes certificates with the JDK's own tool: its API signs none. */
final class Keytool {
    /** The store is protected by its permissions; the format wants a password. */
    static final String PASSWORD = "flux-development";

    static final String AUTHORITY = "authority";
    static final String SERVER = "server";

    private static final int LONGEST_SECONDS = 60;
    private static final String VARIABLE = "FLUX_STORE_PASSWORD";

    /**
     * Names that the authority can speak for (RFC 5280 section 4.2.1.10), critical, so that a stolen one is of no use for
     * any other: {@code localhost}, 127.0.0.0/8, ::1.
     */
    private static final String LOCAL_ONLY = "2.5.29.30:critical=30:3F:A0:3D"
            + ":30:0B:82:09:6C:6F:63:61:6C:68:6F:73:74"
            + ":30:0A:87:08:7F:00:00:00:FF:00:00:00"
            + ":30:22:87:20" + ":00".repeat(15) + ":01" + ":FF".repeat(16);

    private Keytool() {}

    /** Makes an authority in a new store. */
    static void makeAuthority(Path store, String owner, int days) throws CertificateException {
        make(
                store,
                "-alias",
                AUTHORITY,
                "-dname",
                "CN=" + owner,
                "-validity",
                String.valueOf(days),
                "-ext",
                "bc:critical=ca:true,pathlen:0",
                "-ext",
                "ku:critical=keyCertSign,cRLSign",
                "-ext",
                LOCAL_ONLY);
    }

    /** Makes a server's certificate, signed by the authority of that store, beside it. */
    static void makeServer(Path store, int days) throws CertificateException {
        make(
                store,
                "-alias",
                SERVER,
                "-signer",
                AUTHORITY,
                "-dname",
                "CN=localhost",
                "-validity",
                String.valueOf(days),
                "-ext",
                "san=dns:localhost,ip:127.0.0.1,ip:::1",
                "-ext",
                "ku:critical=digitalSignature",
                "-ext",
                "eku=serverAuth");
    }

    /** Takes the server's certificate out of a store, to make another. */
    static void removeServer(Path store) throws CertificateException {
        run(store, "-delete", List.of("-alias", SERVER));
    }

    private static void make(Path store, String... options) throws CertificateException {
        List<String> all = new ArrayList<>(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
        all.addAll(List.of("-sigalg", "SHA256withECDSA"));
        all.addAll(List.of("-startdate", "-1H")); // clocks of other machines, and of virtual ones, differ
        all.addAll(List.of(options));
        run(store, "-genkeypair", all);
    }

    private static void run(Path store, String what, List<String> options) throws CertificateException {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> command = new ArrayList<>(List.of(tool.toString(), "-J-XX:TieredStopAtLevel=1", what));
        command.addAll(List.of("-storetype", "PKCS12", "-keystore", store.toString(), "-storepass:env", VARIABLE));
        command.addAll(options);
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put(VARIABLE, PASSWORD);
            builder.environment().remove("JDK_JAVA_OPTIONS");
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new CertificateException("keytool did not end");
            }
            if (process.exitValue() != 0) {
                throw new CertificateException(
                        "keytool failed: " + output.lines().findFirst().orElse("no output"));
            }
        } catch (IOException e) {
            throw new CertificateException("cannot run " + tool + ", which makes the development certificate", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CertificateException("interrupted while keytool ran", e);
        }
    }
}
