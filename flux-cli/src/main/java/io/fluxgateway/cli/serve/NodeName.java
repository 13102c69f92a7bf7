package io.fluxgateway.cli.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** What tells a node from the others of its project, and the user which one it is. */
final class NodeName {
    private NodeName() {}

    /** The machine's name, the process's number, which is 1 in every container, and a little chance: {@code web-1:4711:5f3a}. */
    static String ofThisProcess() {
        String chance = Integer.toHexString(ThreadLocalRandom.current().nextInt(0x1000, 0x10000));
        return machine(System.getenv()) + ":" + ProcessHandle.current().pid() + ":" + chance;
    }

    /** Without asking the network, which may take its time. */
    private static String machine(Map<String, String> environment) {
        String name = environment.getOrDefault("HOSTNAME", environment.getOrDefault("COMPUTERNAME", ""));
        if (!name.isBlank()) {
            return name;
        }
        try {
            return Files.readString(Path.of("/etc/hostname")).strip();
        } catch (IOException e) {
            return "localhost";
        }
    }
}
