package io.fluxgateway.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs command lines in this process, on a project of its own. */
final class CommandLineFixture {
    private final Path project;

    CommandLineFixture(Path folder) {
        this.project = folder.resolve("bakery");
        write(
                "functions/bake/flux.json",
                "{\"name\": \"bake\", \"runtime\": \"http\", \"url\": \"http://127.0.0.1:9\"}");
    }

    Path project() {
        return project;
    }

    void write(String file, String text) {
        try {
            Path path = project.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command on the project. */
    Result onProject(String... arguments) {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--dir";
        all[arguments.length + 1] = project.toString();
        return run(all);
    }

    static Result run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = FluxCommand.run(new PrintWriter(out), new PrintWriter(err), arguments);
        return new Result(code, out.toString(), err.toString());
    }

    record Result(int code, String out, String err) {
        List<String> outLines() {
            return out.lines().toList();
        }

        List<String> errLines() {
            return err.lines().toList();
        }
    }
}
