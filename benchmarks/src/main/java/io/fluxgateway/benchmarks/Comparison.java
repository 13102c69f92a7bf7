package io.fluxgateway.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Two servers beside each other, in turns, under the same load. */
public final class Comparison {
    private static final int CONNECTIONS = 64;
    /** In turns, too: with less the compiler is at work still, longer on the server that has more code. */
    private static final int WARM_UPS = 3;

    private static final int WARM_UP_SECONDS = 20;
    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");
    private static final Pattern RATE = Pattern.compile("Requests/sec: +([\\d.]+)");
    private static final Pattern ERRORS = Pattern.compile("(Non-2xx[^\\n]*|Socket errors[^\\n]*)");

    private Comparison() {}

    /**
     * Measures, and prints a table.
     *
     * @param arguments what to compare: {@code proxy}, {@code servlet-proxy}, {@code clients}, {@code filter}, {@code
     *     spring-filter}, {@code traces} or {@code paced} (no comparison: whether everything is recorded at so many
     *     requests per second); number of rounds, or requests per second (default 5); seconds of each (default 8)
     */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 8;
        try (Server upstream = Server.start("upstream")) {
            switch (arguments[0]) {
                case "proxy" -> compare(rounds, seconds, "proxy-handler", "gateway", upstream.url());
                case "servlet-proxy" -> compare(rounds, seconds, "gateway", "servlet-gateway", upstream.url());
                case "clients" -> {
                    compare(rounds, seconds, "apache-client", "jdk-client", upstream.url());
                    compare(rounds, seconds, "apache-client", "apache-async-client", upstream.url());
                    compare(rounds, seconds, "apache-client", "servlet-gateway", upstream.url());
                }
                case "spring-filter" ->
                    compare(rounds, seconds, "spring-application", "filtered-spring-application", upstream.url());
                case "traces" -> compare(rounds, seconds, "unrecorded-gateway", "recorded-gateway", upstream.url());
                case "paced" -> paced(rounds, seconds, upstream.url());
                case "filter" -> compare(rounds, seconds, "application", "filtered-application", upstream.url());
                default -> throw new IllegalArgumentException("no such comparison: " + arguments[0]);
            }
        }
    }

    private static void paced(int rate, int seconds, String upstream) throws Exception {
        try (Server server = Server.start("recorded-gateway", upstream)) {
            PacedLoad load = new PacedLoad(URI.create(server.url), Objects.requireNonNull(server.key));
            System.out.println("sent " + load.run(rate, Duration.ofSeconds(seconds)) + " in " + seconds + " s");
        }
    }

    private static void compare(int rounds, int seconds, String baseline, String measured, String upstream)
            throws Exception {
        try (Server first = Server.start(baseline, upstream);
                Server second = Server.start(measured, upstream)) {
            String key = second.key == null ? first.key : second.key;
            for (int turn = 0; turn < WARM_UPS; turn++) {
                load(first, key, WARM_UP_SECONDS);
                load(second, key, WARM_UP_SECONDS);
            }
            List<Double> rates = new ArrayList<>();
            List<Double> costs = new ArrayList<>();
            System.out.println(baseline + " and " + measured + ": requests/s, CPU us/request, ratios");
            for (int round = 1; round <= rounds; round++) {
                Result plain = load(first, key, seconds);
                Result whole = load(second, key, seconds);
                rates.add(whole.rate / plain.rate);
                costs.add(whole.micros / plain.micros);
                System.out.printf(
                        Locale.ROOT,
                        "%5d   %8.0f  %6.1f     %8.0f  %6.1f     %.2f  %.2f%n",
                        round,
                        plain.rate,
                        plain.micros,
                        whole.rate,
                        whole.micros,
                        whole.rate / plain.rate,
                        whole.micros / plain.micros);
            }
            System.out.printf(Locale.ROOT, "median of the ratios: rate %.2f, cpu %.2f%n", median(rates), median(costs));
        }
    }

    /** Sends the same requests to both: one whose server knows nothing of keys gets the other's. */
    private static Result load(Server server, @Nullable String key, int seconds)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("wrk", "-t", "1", "-c", "" + CONNECTIONS, "-d", seconds + "s", server.url() + "/orders/42"));
        String credential = server.key == null ? key : server.key;
        if (credential != null) {
            command.addAll(List.of("-H", "Authorization: Bearer " + credential));
        }
        Duration before = server.cpu();
        Process wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
        String report = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        wrk.waitFor();
        Duration spent = server.cpu().minus(before);
        Matcher errors = ERRORS.matcher(report);
        if (errors.find()) {
            System.out.println(server.url() + ": " + errors.group());
        }
        return new Result(
                Double.parseDouble(first(RATE, report)),
                spent.toNanos() / 1_000.0 / Double.parseDouble(first(REQUESTS, report)));
    }

    private static String first(Pattern pattern, String report) {
        Matcher matcher = pattern.matcher(report);
        if (!matcher.find()) {
            throw new IllegalStateException("wrk said: " + report);
        }
        return matcher.group(1);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    /**
     * @param rate   requests per second
     * @param micros CPU microseconds of the server's process per request
     */
    private record Result(double rate, double micros) {}

    private record Server(
            Process process,
            BufferedReader out,
            String url,
            @Nullable String key) implements AutoCloseable {
        static Server start(String... role) throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Servers.class.getName()));
            command.addAll(List.of(role));
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String line = out.readLine();
            if (line == null) {
                throw new IOException(role[0] + " did not start");
            }
            String[] words = line.split(" ", -1);
            return new Server(process, out, "http://127.0.0.1:" + words[0], words.length > 1 ? words[1] : null);
        }

        Duration cpu() {
            return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
        }

        @Override
        public void close() throws IOException {
            process.getOutputStream().close();
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                System.out.println(line);
            }
        }
    }
}
