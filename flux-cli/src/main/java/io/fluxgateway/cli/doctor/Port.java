package io.fluxgateway.cli.doctor;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks whether a server could listen on a port, and says who does if not. */
public final class Port {
    private static final String LISTENING = "0A";
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    private Port() {}

    public static Finding check(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return Finding.ok("port", port == 0 ? "any free one" : socket.getLocalPort() + " is free");
        } catch (BindException e) {
            if (String.valueOf(e.getMessage()).contains("Permission")) {
                return Finding.failed("port", port + " is for the superuser", "take one from 1024 with --port");
            }
            String owner = owner(port);
            return Finding.failed(
                    "port",
                    port + " is in use" + (owner == null ? "" : " by " + owner),
                    "stop that, or take another with --port");
        } catch (IOException e) {
            return Finding.failed("port", port + " cannot be used: " + e.getMessage(), "take another with --port");
        }
    }

    /** As far as the system tells: Linux does, of processes of the same user. */
    static @Nullable String owner(int port) {
        Set<String> sockets = new HashSet<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : lines(Path.of(table))) {
                String[] fields = line.strip().split("\\s+", -1);
                if (fields.length > INODE
                        && fields[STATE].equals(LISTENING)
                        && fields[LOCAL_ADDRESS].endsWith(String.format(":%04X", port))) {
                    sockets.add("socket:[" + fields[INODE] + "]");
                }
            }
        }
        return sockets.isEmpty()
                ? null
                : ProcessHandle.allProcesses()
                        .filter(process -> holds(process.pid(), sockets))
                        .map(process -> "process " + process.pid() + " (" + name(process.pid()) + ")")
                        .findFirst()
                        .orElse(null);
    }

    private static List<String> lines(Path table) {
        try {
            return Files.readAllLines(table);
        } catch (IOException e) {
            return List.of(); // no Linux, or one without IPv6
        }
    }

    private static boolean holds(long pid, Set<String> sockets) {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc", String.valueOf(pid), "fd"))) {
            for (Path one : open) {
                if (sockets.contains(target(one))) {
                    return true;
                }
            }
        } catch (IOException e) {
            return false; // of another user
        }
        return false;
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }

    /** The program alone: its arguments may have secrets. */
    private static String name(long pid) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(pid), "comm"))
                    .strip();
        } catch (IOException e) {
            return "gone meanwhile";
        }
    }
}
