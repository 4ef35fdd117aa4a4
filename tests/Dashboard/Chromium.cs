namespace VideoPipeline.Dashboard.Tests;

/// <summary>The browser that a machine has, or has not.</summary>
internal static class Chromium
{
    /// <summary>Set by <c>.ci/run</c>, which has installed it: then none of these tests may be skipped.</summary>
    private const string Demand = "REQUIRE_CHROMIUM";

    private static readonly string[] s_places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    public static string? Path { get; } = s_places.FirstOrDefault(File.Exists);

    public static string? Missing => Path is null && Environment.GetEnvironmentVariable(Demand) is null
        ? "There is no Chromium here ('apt-get install chromium'); .ci/run installs it."
        : null;
}

/// <summary>A test in a browser: skipped where there is none, unless the run demands it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Chromium.Missing!;
}
