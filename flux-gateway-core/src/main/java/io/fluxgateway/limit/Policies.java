package io.fluxgateway.limit;

import io.fluxgateway.exchange.Quota;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The plans in use and how their field is written, each made once and not per request. Thread-safe. */
final class Policies {
    /** Keys have few different quotas, or some hand made them by the thousand: then they are made anew now and then. */
    private static final int MOST = 1_000;

    private final Supplier<Plan> projectPlan;
    private final ConcurrentMap<Quota, Policy> ofKeys = new ConcurrentHashMap<>();
    private volatile @Nullable Policy ofProject;

    /**
     * @param projectPlan the project's plan as it is now
     */
    Policies(Supplier<Plan> projectPlan) {
        this.projectPlan = projectPlan;
    }

    /**
     * A plan, as it is written.
     *
     * @param field the {@code RateLimit-Policy}
     * @param words for people: {@code plan free}
     */
    record Policy(Plan plan, String field, String words) {
        static Policy of(Plan plan, String words) {
            return new Policy(plan, "\"" + plan.name() + "\";q=" + plan.burst() + ";w=" + plan.windowSeconds(), words);
        }
    }

    /**
     * What holds for a caller now.
     *
     * @param own the caller's own quota; null for the project's plan
     */
    Policy of(@Nullable Quota own) {
        return own == null ? ofProject() : ofKey(own);
    }

    private Policy ofProject() {
        Plan plan = projectPlan.get();
        Policy known = ofProject;
        if (known == null || !known.plan.equals(plan)) {
            known = Policy.of(plan, "plan " + plan.name());
            ofProject = known;
        }
        return known;
    }

    private Policy ofKey(Quota quota) {
        Policy known = ofKeys.get(quota);
        if (known == null) {
            if (ofKeys.size() >= MOST) {
                ofKeys.clear();
            }
            known = Policy.of(Plan.ofKey(quota), "limit of the key");
            ofKeys.put(quota, known);
        }
        return known;
    }
}
