package io.fluxgateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;

@AnalyzeClasses(packages = "io.fluxgateway", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.fluxgateway";

    @ArchTest
    static final ArchRule IMPORTS_GO_DOWN_ONLY = Architectures.layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("roof")
            .definedBy(ROOT)
            .layer("pipeline")
            .definedBy(ROOT + ".pipeline")
            .layer("features")
            .definedBy(
                    ROOT + ".auth",
                    ROOT + ".limit",
                    ROOT + ".cors",
                    ROOT + ".trace",
                    ROOT + ".invocation",
                    ROOT + ".project",
                    ROOT + ".deployment")
            .layer("route")
            .definedBy(ROOT + ".route")
            .layer("function")
            .definedBy(ROOT + ".function")
            .layer("middleware")
            .definedBy(ROOT + ".middleware")
            .layer("exchange")
            .definedBy(ROOT + ".exchange")
            .layer("http")
            .definedBy(ROOT + ".http")
            .whereLayer("roof")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("pipeline")
            .mayOnlyBeAccessedByLayers("roof")
            .whereLayer("features")
            .mayOnlyBeAccessedByLayers("roof", "pipeline")
            .whereLayer("route")
            .mayOnlyBeAccessedByLayers("roof", "pipeline", "features")
            .whereLayer("function")
            .mayOnlyBeAccessedByLayers("roof", "pipeline", "features", "route")
            .whereLayer("middleware")
            .mayOnlyBeAccessedByLayers("roof", "pipeline", "features", "route", "function")
            .whereLayer("exchange")
            .mayOnlyBeAccessedByLayers("roof", "pipeline", "features", "route", "function", "middleware")
            .because("a room may know only the rooms below it, so that each can be understood and replaced alone");

    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching(ROOT + ".(*)..")
            .should()
            .beFreeOfCycles()
            .because("import cycles are how a gateway becomes one big room");

    @ArchTest
    static final ArchRule FEATURES_DO_NOT_KNOW_EACH_OTHER = slices().matching(
                    ROOT + ".(auth|limit|cors|trace|invocation|project|deployment)")
            .should()
            .notDependOnEachOther()
            .because("features meet in the exchange, not in each other");

    @ArchTest
    static final ArchRule NO_SERVER_AND_NO_DATABASE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "jakarta..", "javax.servlet..", "io.undertow..", "org.xnio..", "java.sql..", "javax.sql..")
            .because("core is embedded in hosts that have their own");

    @ArchTest
    static final ArchRule THE_WORDS_OF_THE_WIRE_NEED_ONLY_THE_JDK = classes()
            .that()
            .resideInAPackage(ROOT + ".http")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", ROOT + ".http")
            .because("everything else is built on them");

    @ArchTest
    static final ArchRule THE_SPI_IS_TWO_INTERFACES = classes()
            .that()
            .resideInAPackage(ROOT + ".middleware")
            .and()
            .doNotHaveSimpleName("package-info")
            .should()
            .beInterfaces()
            .because("the whole SPI and its composition fit on one screen");

    @ArchTest
    static final ArchRule NO_JUNK_DRAWERS = noClasses()
            .should()
            .resideInAnyPackage("..util..", "..common..", "..internal..", "..impl..")
            .orShould()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .because("a class that fits in no room is a flaw of the design");
}
