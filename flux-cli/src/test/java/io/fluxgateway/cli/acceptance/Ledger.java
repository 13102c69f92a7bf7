package io.fluxgateway.cli.acceptance;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file in which all nodes write down what they run; it keeps what a killed process wrote. The order of its lines is that
 * of what happened. Thread-safe.
 */
final class Ledger {
    enum Event {
        BEGIN,
        END
    }

    /** A line of it. */
    record Line(Event event, String id, int attempt, String node, long millis) {
        static Line parse(String text) {
            String[] words = text.split(" ", -1);
            return new Line(
                    Event.valueOf(words[0]), words[1], Integer.parseInt(words[2]), words[3], Long.parseLong(words[4]));
        }
    }

    private final Path file;
    private final String node;
    private final FileChannel channel;

    Ledger(Path file, String node) throws IOException {
        this.file = file;
        this.node = node;
        this.channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    void write(Event event, String id, @Nullable String attempt) throws IOException {
        String line = event + " " + id + " " + attempt + " " + node + " " + System.currentTimeMillis() + "\n";
        channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
    }

    List<Line> lines() throws IOException {
        List<Line> lines = new ArrayList<>();
        for (String text : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
            lines.add(Line.parse(text));
        }
        return lines;
    }
}
