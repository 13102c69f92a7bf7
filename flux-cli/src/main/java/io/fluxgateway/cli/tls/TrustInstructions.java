package io.fluxgateway.cli.tls;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How clients come to trust an authority, and stop to.
 *
 * @param authority its certificate, as PEM
 * @param system    the operating system's name
 */
public record TrustInstructions(Path authority, String system) {
    /** Whom there are instructions for. */
    public static final List<String> CLIENTS =
            List.of("debian", "fedora", "macos", "windows", "firefox", "chrome", "curl", "node", "deno", "java");

    private static final String NAME = "flux-development";

    /** One client's, or those of all on this system. */
    public List<String> lines(@Nullable String client) {
        List<String> lines = new ArrayList<>();
        lines.add("The authority's certificate is " + authority);
        for (String one : client == null ? CLIENTS : List.of(client)) {
            if (client != null || runsHere(one)) {
                lines.add("");
                lines.addAll(of(one));
            }
        }
        return lines;
    }

    private boolean runsHere(String client) {
        String name = system.toLowerCase(Locale.ROOT);
        boolean mac = name.contains("mac");
        boolean windows = name.contains("windows");
        return switch (client) {
            case "macos" -> mac;
            case "windows" -> windows;
            case "debian", "fedora", "chrome" -> !mac && !windows;
            default -> true;
        };
    }

    private List<String> of(String client) {
        String file = "\"" + authority + "\"";
        return switch (client) {
            case "debian" ->
                List.of(
                        "Debian, Ubuntu",
                        "  trust   sudo cp " + file + " /usr/local/share/ca-certificates/" + NAME
                                + ".crt && sudo update-ca-certificates",
                        "  remove  sudo rm /usr/local/share/ca-certificates/" + NAME
                                + ".crt && sudo update-ca-certificates --fresh");
            case "fedora" ->
                List.of(
                        "Fedora, Red Hat",
                        "  trust   sudo cp " + file + " /etc/pki/ca-trust/source/anchors/" + NAME
                                + ".pem && sudo update-ca-trust",
                        "  remove  sudo rm /etc/pki/ca-trust/source/anchors/" + NAME + ".pem && sudo update-ca-trust");
            case "macos" ->
                List.of(
                        "macOS, with Safari and Chrome",
                        "  trust   security add-trusted-cert -r trustRoot -k ~/Library/Keychains/login.keychain-db "
                                + file,
                        "  remove  security remove-trusted-cert " + file);
            case "windows" ->
                List.of(
                        "Windows, with Edge and Chrome",
                        "  trust   certutil -user -addstore Root " + file,
                        "  remove  certmgr.msc: Trusted Root Certification Authorities, \"Flux development of ...\", Delete");
            case "firefox" ->
                List.of(
                        "Firefox",
                        "  trust   Settings, Privacy & Security, View Certificates, Authorities, Import: " + authority,
                        "  remove  there, \"Flux development of ...\", Delete or Distrust");
            case "chrome" ->
                List.of(
                        "Chrome, Chromium (certutil is in libnss3-tools)",
                        "  trust   certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n " + NAME + " -i " + file,
                        "  remove  certutil -d sql:$HOME/.pki/nssdb -D -n " + NAME);
            case "curl" -> List.of("curl", "  trust   curl --cacert " + file + " https://localhost:4000/");
            case "node" -> List.of("Node.js", "  trust   export NODE_EXTRA_CA_CERTS=" + file);
            case "deno" -> List.of("Deno", "  trust   export DENO_CERT=" + file);
            default ->
                List.of(
                        "Java",
                        "  trust   keytool -importcert -noprompt -cacerts -storepass changeit -alias " + NAME
                                + " -file " + file,
                        "  remove  keytool -delete -cacerts -storepass changeit -alias " + NAME);
        };
    }
}
