#nullable disable
namespace Azure.Messaging.ServiceBus;

public class ServiceBusConnectionStringProperties
{
    public Uri Endpoint { get; private set; }

    public string EntityPath { get; private set; }

    public string FullyQualifiedNamespace => Endpoint?.Host;

    public string SharedAccessKey { get; private set; }

    public string SharedAccessKeyName { get; private set; }

    public string SharedAccessSignature { get; private set; }

    public static ServiceBusConnectionStringProperties Parse(string connectionString)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        var parsed = new ServiceBusConnectionStringProperties();
        foreach (var part in connectionString.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // Keys end in '=' themselves, so only the first one separates.
            var separator = part.IndexOf('=', StringComparison.Ordinal);
            if (separator <= 0)
            {
                throw new FormatException("A connection string is made of name=value pairs separated by semicolons.");
            }

            parsed.Set(part[..separator].Trim(), part[(separator + 1)..].Trim());
        }

        return parsed;
    }

    private void Set(string name, string value)
    {
        switch (name.ToUpperInvariant())
        {
            case "ENDPOINT": Endpoint = ParseEndpoint(value); break;
            case "ENTITYPATH": EntityPath = value; break;
            case "SHAREDACCESSKEY": SharedAccessKey = value; break;
            case "SHAREDACCESSKEYNAME": SharedAccessKeyName = value; break;
            case "SHAREDACCESSSIGNATURE": SharedAccessSignature = value; break;
            default: break;
        }
    }

    private static Uri ParseEndpoint(string value)
    {
        var text = value.Contains("://", StringComparison.Ordinal) ? value : $"sb://{value}";
        return Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && endpoint.Host.Length > 0
            ? new UriBuilder("sb", endpoint.Host, endpoint.IsDefaultPort ? -1 : endpoint.Port).Uri
            : throw new FormatException("The endpoint of the connection string is not an address.");
    }
}
