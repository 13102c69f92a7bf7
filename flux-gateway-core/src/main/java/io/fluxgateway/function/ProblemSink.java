package io.fluxgateway.function;

import java.util.List;

/** Collects the problems of one file. */
record ProblemSink(String file, List<ManifestProblem> problems) {
    void at(int line, String message) {
        problems.add(new ManifestProblem(file, line, message));
    }

    /** A problem of the file as a whole. */
    void add(String message) {
        at(0, message);
    }

    void throwIfAny() throws ManifestException {
        if (!problems.isEmpty()) {
            throw new ManifestException(problems);
        }
    }
}
