namespace VideoPipeline.Benchmarks.Batch;

internal sealed class TemporaryDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("batch-benchmark-");

    public string Sub(string name) => _directory.CreateSubdirectory(name).FullName;

    public void Dispose() => _directory.Delete(recursive: true);
}
