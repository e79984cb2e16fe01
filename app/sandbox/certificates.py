"""Certificates that no client may accept: expired, for another host, or signed by nobody."""

from __future__ import annotations

import ssl
import tempfile
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

KINDS = ("expired", "wrong-host", "self-signed")


def context_with(kind: str) -> ssl.SSLContext:
    """A server's context with such a certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "both.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(private + _certificate(kind, key).public_bytes(serialization.Encoding.PEM))
        context.load_cert_chain(path)
    return context


def _certificate(kind: str, key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    now = datetime.now(UTC)
    ends = now - timedelta(days=1) if kind == "expired" else now + timedelta(days=30)
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Sandbox")])
    host: x509.GeneralName = (
        x509.DNSName("elsewhere.invalid") if kind == "wrong-host" else x509.IPAddress(ip_address("127.0.0.1"))
    )
    return (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=60))
        .not_valid_after(ends)
        .add_extension(x509.SubjectAlternativeName([host]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
