namespace VideoPipeline.Embedded.DurableTask.Store;

/// <summary>A store that goes when its engine goes.</summary>
internal sealed class TemporaryStore : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("durable-task-");

    public string DatabasePath => Path.Combine(_directory.FullName, "durable.db");

    public void Dispose()
    {
        try
        {
            _directory.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A reader that is still closing holds a file; the system's temporary directory is cleaned in time.
        }
    }
}
