using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using VideoPipeline.Benchmarks.Batch;

/// <summary>
/// Runs inside the app before its own Main (<c>DOTNET_STARTUP_HOOKS</c>) and leaves its <see cref="RequestFigures"/> in a folder, so that a
/// <c>kill -9</c> costs at most their last half second.
/// </summary>
[SuppressMessage("Design", "CA1050:Declare types in namespaces", Justification = "The runtime looks for this name in no namespace.")]
internal static class StartupHook
{
    public const string Folder = "BENCHMARK_REQUEST_FIGURES";

    private const string Heap = ".heap";

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(0.5);
    private static Timer? s_timer;

    /// <summary>The bytes that the app has allocated over all its lives.</summary>
    public static long Allocated(string folder) => Directory.EnumerateFiles(folder, "*" + Heap).Sum(file => long.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture));

    public static void Initialize()
    {
        var path = Path.Combine(Environment.GetEnvironmentVariable(Folder)!, $"{Environment.ProcessId}.txt");
        var figures = new RequestFigures();
        s_timer = new Timer(_ => Write(figures, path), null, s_interval, s_interval);
    }

    private static void Write(RequestFigures figures, string path)
    {
        figures.Write(path);
        File.WriteAllText(path + ".new", GC.GetTotalAllocatedBytes().ToString(CultureInfo.InvariantCulture));
        File.Move(path + ".new", path + Heap, overwrite: true);
    }
}
