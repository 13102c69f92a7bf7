package io.fluxgateway.jdbc;

import io.fluxgateway.invocation.Admission;
import io.fluxgateway.invocation.Claim;
import io.fluxgateway.invocation.InvocationFilter;
import io.fluxgateway.invocation.InvocationQueue;
import io.fluxgateway.invocation.InvocationState;
import io.fluxgateway.invocation.Lease;
import io.fluxgateway.invocation.QueueStats;
import io.fluxgateway.invocation.Settlement;
import io.fluxgateway.invocation.Submission;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/** One project's queue in a database. */
final class JdbcInvocationQueue implements InvocationQueue {
    private final QueueWriter writer;
    private final QueueReader reader;
    private final QueueSurvey survey;
    private final Executor readerThreads;
    private volatile boolean closed;

    JdbcInvocationQueue(QueueWriter writer, QueueSurvey survey, Executor readerThreads) {
        this.writer = writer;
        this.reader = survey.reader();
        this.survey = survey;
        this.readerThreads = readerThreads;
    }

    @Override
    public CompletionStage<Admission> offer(Submission submission) {
        QueueOperation.Offer offer = new QueueOperation.Offer(submission);
        try {
            return writer.add(offer) ? offer.told() : CompletableFuture.completedFuture(Admission.FULL);
        } catch (StoreException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public CompletionStage<List<Lease>> claim(Claim claim) {
        return written(new QueueOperation.Claim(claim));
    }

    @Override
    public CompletionStage<Set<Lease>> renew(Collection<Lease> leases, Duration lease) {
        return written(new QueueOperation.Renew(leases, lease));
    }

    @Override
    public CompletionStage<Boolean> settle(Lease lease, Settlement settlement) {
        return written(new QueueOperation.Settle(lease, settlement));
    }

    @Override
    public CompletionStage<Boolean> replay(String id) {
        return written(new QueueOperation.Replay(id));
    }

    @Override
    public CompletionStage<Integer> replayDead() {
        return written(new QueueOperation.ReplayDead());
    }

    @Override
    public CompletionStage<Boolean> discard(String id) {
        return written(new QueueOperation.Discard(id));
    }

    @Override
    public CompletionStage<Integer> tidy() {
        return read(survey::look)
                .thenCompose(findings -> written(new QueueOperation.Tidy(findings)))
                .whenComplete((forgotten, error) -> {
                    if (error != null) {
                        survey.lookAgain(); // what it found, if anything, was not acted upon
                    }
                });
    }

    private <T> CompletionStage<T> written(QueueOperation<T> operation) {
        try {
            return writer.add(operation)
                    ? operation.told()
                    : CompletableFuture.failedFuture(
                            new StoreException("more is to be written to the queue than can be; try again", null));
        } catch (StoreException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public CompletionStage<Optional<InvocationState>> find(String id) {
        return read(() -> reader.find(id));
    }

    @Override
    public CompletionStage<List<InvocationState>> list(InvocationFilter filter) {
        return read(() -> reader.list(filter));
    }

    @Override
    public CompletionStage<QueueStats> stats() {
        return read(reader::stats);
    }

    private <T> CompletionStage<T> read(Supplier<T> question) {
        if (closed) {
            return CompletableFuture.failedFuture(QueueInbox.closedAlready());
        }
        try {
            return CompletableFuture.supplyAsync(question, readerThreads);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(
                    new StoreException("more is to be read from the queue than can be; try again", e));
        }
    }

    @Override
    public void onReady(Runnable listener) {
        writer.onReady(listener);
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        writer.close();
    }
}
