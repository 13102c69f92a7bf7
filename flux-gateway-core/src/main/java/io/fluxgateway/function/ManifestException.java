package io.fluxgateway.function;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The functions of a project cannot be deployed as they are. The message has all problems, one a line. */
public final class ManifestException extends Exception {
    private static final long serialVersionUID = 1L;

    private static final Comparator<ManifestProblem> BY_PLACE =
            Comparator.comparing(ManifestProblem::file).thenComparingInt(ManifestProblem::line);

    @SuppressWarnings("serial") // an immutable list of serializable records
    private final List<ManifestProblem> problems;

    /**
     * Reports problems.
     *
     * @param problems at least one
     * @throws IllegalArgumentException if there is none
     */
    public ManifestException(List<ManifestProblem> problems) {
        super(sorted(problems).stream().map(ManifestProblem::toString).collect(Collectors.joining("\n")));
        this.problems = sorted(problems);
    }

    private static List<ManifestProblem> sorted(List<ManifestProblem> problems) {
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("problems: [] (expected: at least one)");
        }
        return problems.stream().sorted(BY_PLACE).toList();
    }

    /** All that is wrong, by file and line; never empty. */
    public List<ManifestProblem> problems() {
        return problems;
    }
}
