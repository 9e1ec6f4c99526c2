"""The key of a cluster and the address of its scheduler: what is none is refused before anything is sent."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from ocr_intake.pipeline.cluster.key import (
    BadClusterAddressError,
    ClusterKeyError,
    ClusterKeyExistsError,
    ClusterNeedsKeyError,
    checked_address,
    make_key,
    security,
)
from ocr_intake.pipeline.cluster.pool import ClusterPool
from tests.pipeline.fakes import spec_for


def test_a_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    make_key(key)
    assert key.stat().st_mode & 0o777 == 0o600
    assert security(key) is not None
    key.chmod(0o644)
    with pytest.raises(ClusterKeyError):
        security(key)


def test_no_file_is_overwritten(tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    key.write_text("別のもの")
    with pytest.raises(ClusterKeyExistsError):
        make_key(key)
    key.chmod(0o600)
    with pytest.raises(ClusterKeyError):
        security(key)
    with pytest.raises(ClusterKeyError):
        security(tmp_path / "none.pem")


@pytest.mark.parametrize("address", ["192.168.1.10:8786", "tls://intake.example:1", "tls://[2001:db8::1]:8786"])
def test_without_a_key_nobody_is_spoken_to(tmp_path: Path, address: str) -> None:
    assert checked_address(address).startswith("tls://")
    with pytest.raises(ClusterNeedsKeyError):
        ClusterPool(spec_for(tmp_path), address, threading.Event())


@pytest.mark.parametrize(
    "address", ["", "local:", "local:0", "local:-1", "8786", "host", "host:0x1", "tcp://a:1", "a:99999"]
)
def test_what_is_no_address_is_said(tmp_path: Path, address: str) -> None:
    with pytest.raises(BadClusterAddressError):
        ClusterPool(spec_for(tmp_path), address, threading.Event())
