namespace VideoPipeline.Embedded.Functions;

/// <summary>Why the host cannot start, in one line for whoever started it.</summary>
public sealed class HostStartException : Exception
{
    public HostStartException()
    {
    }

    public HostStartException(string message)
        : base(message)
    {
    }

    public HostStartException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
