package io.fluxgateway.cli;

import io.fluxgateway.cli.doctor.Finding;
import io.fluxgateway.cli.doctor.Functions;
import io.fluxgateway.cli.doctor.Machine;
import io.fluxgateway.cli.doctor.Port;
import io.fluxgateway.cli.doctor.StateFiles;
import io.fluxgateway.cli.project.Columns;
import io.fluxgateway.cli.project.NoProjectException;
import io.fluxgateway.cli.project.ProjectFolder;
import io.fluxgateway.cli.server.ServerBuilder;
import io.fluxgateway.cli.tls.CertificateException;
import io.fluxgateway.cli.tls.DevCertificate;
import io.fluxgateway.jdbc.Store;
import io.fluxgateway.jdbc.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** {@code flux doctor}. */
@Command(
        name = "doctor",
        description = {
            "Check whether a project can be served here: Java, Deno, the store, the port, the clock, files, disk, functions.",
            "",
            "Exit code: 0 if nothing failed, 1 if something did."
        },
        footer = {
            "  flux doctor",
            "  flux doctor --dir shop --port 8080",
            "  flux doctor --database jdbc:postgresql://db.example/shop --project shop --json"
        })
final class DoctorCommand extends StoreCommand {
    @Option(
            names = "--port",
            paramLabel = "PORT",
            converter = PortNumber.class,
            description = "The port that is to be listened on. Default: 4000.")
    private int port = ServerBuilder.DEFAULT_PORT;

    @Option(
            names = "--deno",
            paramLabel = "PATH",
            description = "The Deno to run functions with. Default: as for flux dev.")
    private @Nullable Path deno;

    @Option(names = "--json", description = "One array of objects, for programs.")
    private boolean json;

    private final List<Finding> findings = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        boolean shared = database() != null;
        findings.add(Machine.java(
                Runtime.version().feature(), Runtime.version().toString(), System.getProperty("java.home", "")));
        Path folder = surroundings().folder().toAbsolutePath().normalize();
        try {
            ProjectFolder project = folder().withKeys();
            folder = project.path();
            findings.add(Functions.manifests(project));
        } catch (NoProjectException e) {
            findings.add(
                    shared && dir() == null
                            ? Finding.ok("functions", "no folder of a project here: what is deployed is served")
                            : Finding.failed("functions", String.valueOf(e.getMessage()), "make one: flux init DIR"));
        }
        findings.add(Functions.deno(
                folder,
                deno == null ? null : surroundings().folder().resolve(deno),
                surroundings().environment()));
        Path state = folder.resolve(".flux");
        if (shared || Files.exists(state.resolve("flux.db"))) {
            store();
        } else {
            findings.add(Finding.ok("store", "nothing in it yet; the first command that needs it makes it"));
        }
        if (findings.stream().noneMatch(finding -> finding.check().equals("clock"))) {
            findings.add(Machine.clock(surroundings().clock().instant()));
        }
        findings.add(certificate());
        findings.add(Port.check(port));
        findings.add(StateFiles.check(state, System.getProperty("user.name", "")));
        findings.add(Machine.disk(state));
        show();
        return findings.stream().anyMatch(finding -> finding.result() == Finding.Result.FAILED) ? 1 : 0;
    }

    private Finding certificate() {
        DevCertificate own = surroundings().developmentCertificate();
        try {
            Instant end = own.end();
            String found = "development certificate until " + end + ", CA at " + own.authority();
            return Finding.ok("tls", end == null ? "no development certificate yet; flux dev makes one" : found);
        } catch (CertificateException e) {
            return Finding.failed("tls", String.valueOf(e.getMessage()), "");
        }
    }

    /** Opening it tells whether it can be read, and is of a schema that this version knows. */
    private void store() throws Exception {
        try {
            super.call();
        } catch (StoreException | NoProjectException e) {
            findings.add(Finding.failed("store", String.valueOf(e.getMessage()), ""));
        }
    }

    @Override
    void run(String projectName, Store store) {
        store.keys().revoke("", ""); // of no project: changes nothing, but has to be able to
        boolean shared = database() != null;
        findings.add(Finding.ok("store", (shared ? "PostgreSQL" : "SQLite") + ", can be written"));
        Instant here = surroundings().clock().instant();
        findings.add(shared ? Machine.clock(here, store.now()) : Machine.clock(here));
    }

    private void show() {
        if (json) {
            List<Map<String, String>> all = new ArrayList<>();
            for (Finding finding : findings) {
                Map<String, String> one = new LinkedHashMap<>();
                one.put("check", finding.check());
                one.put("result", finding.result().toString());
                one.put("message", finding.message());
                one.put("mend", finding.mend());
                all.add(one);
            }
            out(JsonMapper.shared().writeValueAsString(all));
            return;
        }
        Columns columns = new Columns("  ");
        findings.forEach(finding -> columns.row(finding.result().toString(), finding.check(), finding.text()));
        columns.lines().forEach(this::out);
    }
}
